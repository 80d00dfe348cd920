package org.estats.lab.truth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.estats.Connection;
import org.estats.lab.PacketLog;
import org.estats.lab.Side;
import org.estats.lab.TcpPacket;

/// The round-trip times that one end could measure, told from the packets: which ACK gives a sample
/// is as in Linux, whose retransmission timer runs on them.
///
/// An ACK gives at most one: of the first segment that it newly acknowledges, if none of what it
/// newly acknowledges was sent more than once (Karn); else of the first segment that it newly
/// reports as received out of order and that was sent once; else, if it acknowledges anything new,
/// by the timestamp that it echoes, which counts in milliseconds.
public final class RttTruth {

  private static final int NANOS_PER_MICRO = 1_000;
  private static final int MICROS_PER_MILLI = 1_000;

  private final PacketLog log;
  private final SentSegments sent;
  private final Map<Integer, Long> timestampNanos = new HashMap<>();
  private final List<RttSample> samples = new ArrayList<>();
  private final List<Integer> resendingRows = new ArrayList<>();

  private RttTruth(PacketLog log) {
    this.log = log;
    this.sent = new SentSegments(log);
  }

  /// Walks the whole life of a connection so far.
  ///
  /// @param side the end that is meant
  /// @param connection as this end sees it
  /// @param toRow the row after the last
  /// @throws org.estats.EstatsException if the log is not whole
  public static RttTruth of(PacketLog log, Side side, Connection connection, int toRow) {
    RttTruth truth = new RttTruth(log);
    new EndRows(log, side, connection).walk(0, toRow, truth::send, truth::receive);
    return truth;
  }

  /// All samples of the connection's life, the handshake's included.
  public List<RttSample> samples() {
    return samples;
  }

  /// Those from this row on.
  public List<RttSample> samplesFrom(int row) {
    return samples.stream().filter(sample -> sample.row() >= row).toList();
  }

  /// The rows in which something was sent that had been sent before.
  public List<Integer> resendingRows() {
    return resendingRows;
  }

  private void send(int row) {
    int flags = log.flags(row);
    int numbered = log.payloadBytes(row);
    numbered += (flags & TcpPacket.SYN) != 0 ? 1 : 0;
    numbered += (flags & TcpPacket.FIN) != 0 ? 1 : 0;
    if (sent.send(row, numbered)) {
      resendingRows.add(row);
    }
    if (log.hasTimestamps(row)) {
      timestampNanos.putIfAbsent(log.timestampValue(row), log.nanos(row));
    }
  }

  private void receive(int row) {
    if ((log.flags(row) & TcpPacket.ACK) == 0 || sent.isEmpty()) {
      return;
    }
    long ack = sent.ackOf(row);
    long bySack = markSacked(row);
    if (ack < sent.acked()) {
      return; // an old ACK is not looked at further
    }
    SentSegments.Segment first = null;
    boolean karn = false;
    boolean news = false;
    SentSegments.Segment s = sent.takeAcked(ack);
    while (s != null) {
      news = true;
      karn |= s.sentAgain;
      if (first == null && !s.sentAgain && !s.sacked) {
        first = s;
      }
      s = sent.takeAcked(ack);
    }
    sent.acknowledge(ack);
    if (first != null && !karn) {
      add(row, log.nanos(row) - first.nanos, false);
    } else if (bySack >= 0) {
      add(row, bySack, false);
    } else if (news && log.hasTimestamps(row) && log.timestampEcho(row) != 0) {
      addByTimestamp(row);
    }
  }

  /// Marks what is newly reported as received; says how long the first of it took that was sent
  /// once, or -1.
  private long markSacked(int row) {
    long nanos = -1;
    for (SentSegments.Segment s : sent.outstanding()) {
      if (s.sacked || !isSacked(row, s)) {
        continue;
      }
      s.sacked = true;
      if (nanos < 0 && !s.sentAgain) {
        nanos = log.nanos(row) - s.nanos;
      }
    }
    return nanos;
  }

  private boolean isSacked(int row, SentSegments.Segment s) {
    for (int block = 0; block < log.sackBlocks(row); block++) {
      long start = sent.unroll(log.sackStart(row, block));
      if (start <= s.start
          && s.end <= start + (log.sackEnd(row, block) - log.sackStart(row, block))) {
        return true;
      }
    }
    return false;
  }

  private void addByTimestamp(int row) {
    Long nanos = timestampNanos.get(log.timestampEcho(row));
    if (nanos != null) {
      add(row, Math.max(log.nanos(row) - nanos, MICROS_PER_MILLI * NANOS_PER_MICRO), true);
    }
  }

  private void add(int row, long nanos, boolean isByTimestamp) {
    samples.add(new RttSample(row, nanos / NANOS_PER_MICRO, isByTimestamp));
  }
}
