package org.estats.lab.truth;

import org.estats.Connection;
import org.estats.lab.PacketLog;
import org.estats.lab.Side;

/// When one end had data to send, told from the packets.
///
/// @param micros from its first data segment to its last
/// @param lastWaitMicros from when the last new data was sent to the next packet that came
public record BusyTruth(long micros, long lastWaitMicros) {

  private static final long NANOS_PER_MICRO = 1_000;

  /// Walks the packets of one end.
  public static BusyTruth between(
      PacketLog log, Side side, Connection connection, int fromRow, int toRow) {
    EndRows rows = new EndRows(log, side, connection);
    long first = Long.MIN_VALUE;
    long last = 0;
    long lastNew = 0;
    long answered = Long.MIN_VALUE;
    int sentEnd = 0;
    for (int row = fromRow; row < toRow; row++) {
      if (rows.isSent(row) && log.payloadBytes(row) > 0) {
        int end = log.seq(row) + log.payloadBytes(row);
        last = log.nanos(row);
        if (first == Long.MIN_VALUE || end - sentEnd > 0) {
          first = first == Long.MIN_VALUE ? last : first;
          sentEnd = end;
          lastNew = last;
          answered = Long.MIN_VALUE;
        }
      } else if (answered == Long.MIN_VALUE && rows.isReceived(row)) {
        answered = log.nanos(row);
      }
    }
    return new BusyTruth((last - first) / NANOS_PER_MICRO, (answered - lastNew) / NANOS_PER_MICRO);
  }
}
