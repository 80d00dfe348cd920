package org.estats.lab.truth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.estats.Connection;
import org.estats.lab.PacketLog;
import org.estats.lab.Side;

/// When a sender began to repair losses, told from the packets. A recovery begins with something
/// sent again and lasts until all that had been sent by then is acknowledged; it tells the round
/// trips before and after the congestion that it stands for.
///
/// Only for runs in which nothing but fast retransmit sends again: a timeout looks the same here.
public final class RecoveryTruth {

  private final List<Integer> rows;
  private final List<RttSample> samples;

  private RecoveryTruth(List<Integer> rows, List<RttSample> samples) {
    this.rows = rows;
    this.samples = samples;
  }

  /// Finds the recoveries of a connection.
  ///
  /// @param log all packets
  /// @param rtt the sender's round trips
  public static RecoveryTruth of(PacketLog log, Side side, Connection connection, RttTruth rtt) {
    EndRows rows = new EndRows(log, side, connection);
    return of(rtt, row -> rowAcknowledging(log, rows, row));
  }

  /// Finds them where it is known when each ends.
  ///
  /// @param ends finds the row in which all is acknowledged that was sent before a given row
  static RecoveryTruth of(RttTruth rtt, IntUnaryOperator ends) {
    List<Integer> rows = new ArrayList<>();
    int until = -1;
    for (int row : rtt.resendingRows()) {
      if (row > until) {
        rows.add(row);
        until = ends.applyAsInt(row);
      }
    }
    return new RecoveryTruth(rows, rtt.samples());
  }

  private static int rowAcknowledging(PacketLog log, EndRows rows, int row) {
    int end = log.seq(row);
    for (int r = 0; r < row; r++) {
      if (rows.isSent(r)) {
        int sentEnd = log.seq(r) + log.payloadBytes(r);
        end = sentEnd - end > 0 ? sentEnd : end;
      }
    }
    for (int r = row; r < log.rows(); r++) {
      if (rows.isReceived(r) && log.ack(r) - end >= 0) {
        return r;
      }
    }
    return log.rows();
  }

  /// How many recoveries there were.
  public int count() {
    return rows.size();
  }

  /// The sum of the last round trips measured before each recovery, in microseconds.
  public long sumBeforeMicros() {
    long sum = 0;
    for (int row : rows) {
      long last = 0;
      for (RttSample sample : samples) {
        if (sample.row() < row) {
          last = sample.micros();
        }
      }
      sum += last;
    }
    return sum;
  }

  /// The first round trip measured after each recovery began, where there was one.
  public List<Long> firstAfterMicros() {
    List<Long> after = new ArrayList<>();
    for (int row : rows) {
      Optional<RttSample> next = samples.stream().filter(s -> s.row() > row).findFirst();
      next.ifPresent(sample -> after.add(sample.micros()));
    }
    return after;
  }
}
