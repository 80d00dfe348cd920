package org.estats.lab.truth;

import java.time.Duration;
import org.estats.Connection;
import org.estats.lab.PacketLog;
import org.estats.lab.Side;

/// Expiries of the retransmission timer, told from the packets: something is sent again after a
/// silence in which nothing came and nothing else was sent.
///
/// @param first those that follow an advance of the acknowledgements
/// @param subsequent those that follow another expiry
/// @param lastGapNanos how long the silence before the last one was
public record TimeoutTruth(long first, long subsequent, long lastGapNanos) {

  /// Shorter than the shortest retransmission timeout, 200 ms and a round trip, and longer than the
  /// time after which a tail-loss probe is sent on the paths of the scenarios while more than one
  /// segment is outstanding. A probe of a single one comes as late as the timeout and looks like
  /// it.
  public static final Duration SILENCE = Duration.ofMillis(170);

  /// Counts from a row on.
  ///
  /// @param side the sender's
  /// @param connection as this end sees it
  public static TimeoutTruth between(
      PacketLog log, Side side, Connection connection, int fromRow, int toRow) {
    Walk walk = new Walk(log, fromRow);
    new EndRows(log, side, connection).walk(0, toRow, walk::send, walk::receive);
    return new TimeoutTruth(walk.first, walk.subsequent, walk.lastGap);
  }

  private static final class Walk {
    private final PacketLog log;
    private final int fromRow;
    private boolean sentAny;
    private int sentEnd;
    private boolean ackedAny;
    private int acked;
    private long lastNanos = Long.MIN_VALUE;
    private boolean inRow;
    private long first;
    private long subsequent;
    private long lastGap;

    Walk(PacketLog log, int fromRow) {
      this.log = log;
      this.fromRow = fromRow;
    }

    void send(int row) {
      if (log.payloadBytes(row) == 0) {
        return;
      }
      boolean counted = row >= fromRow;
      boolean again = sentAny && log.seq(row) - sentEnd < 0;
      long gap = log.nanos(row) - lastNanos;
      if (again && lastNanos != Long.MIN_VALUE && gap > SILENCE.toNanos()) {
        if (counted && inRow) {
          subsequent++;
        } else if (counted) {
          first++;
        }
        lastGap = counted ? gap : lastGap;
        inRow = true;
      }
      int end = log.seq(row) + log.payloadBytes(row);
      sentEnd = !sentAny || end - sentEnd > 0 ? end : sentEnd;
      sentAny = true;
      lastNanos = log.nanos(row);
    }

    void receive(int row) {
      lastNanos = log.nanos(row);
      if (!ackedAny || log.ack(row) - acked > 0) {
        acked = log.ack(row);
        ackedAny = true;
        inRow = false;
      }
    }
  }
}
