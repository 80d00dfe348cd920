package org.estats.lab.truth;

import org.estats.Connection;
import org.estats.lab.PacketLog;
import org.estats.lab.Side;
import org.estats.lab.TcpPacket;

/// What lies in the queues of one end and which windows both ends announced, told from the packets:
/// as it is at the last row, and the largest and smallest from the first counted row on.
///
/// @param unacknowledgedBytes data sent and not acknowledged
/// @param unacknowledgedMost the most
/// @param receivedBytes data received in order, over the whole life
/// @param sentUpToBytes how far data has been sent, over the whole life
/// @param spanBytes from what is expected next to the far end of what came out of order
/// @param spanMost the most
/// @param windowSent the window in the last segment sent, scaled
/// @param windowSentMost the largest
/// @param windowSentLeast the smallest
/// @param windowSentLow a bound below the smallest that the kernel can have meant: a SYN has no
///   room for a window beyond 64 kB, and what was meant is seen with the next segment
/// @param windowReceived the window in the last segment received, scaled
/// @param windowReceivedMost the largest
/// @param windowReceivedLeast the smallest
public record QueueTruth(
    long unacknowledgedBytes,
    long unacknowledgedMost,
    long receivedBytes,
    long sentUpToBytes,
    long spanBytes,
    long spanMost,
    long windowSent,
    long windowSentMost,
    long windowSentLeast,
    long windowSentLow,
    long windowReceived,
    long windowReceivedMost,
    long windowReceivedLeast) {

  /// Walks the packets of one end.
  ///
  /// @param scaleSent the shift of the windows that this end sends
  /// @param scaleReceived the shift of those that it receives
  /// @param fromRow the first row whose marks count; what stood then counts too
  public static QueueTruth between(
      PacketLog log,
      Side side,
      Connection connection,
      int scaleSent,
      int scaleReceived,
      int fromRow,
      int toRow) {
    Walk walk = new Walk(log, scaleSent, scaleReceived);
    EndRows rows = new EndRows(log, side, connection);
    rows.walk(0, Math.min(fromRow, toRow), walk::send, walk::receive);
    walk.beginMarks();
    rows.walk(fromRow, toRow, walk::send, walk::receive);
    return walk.result();
  }

  private static final int WINDOW_MAX = 65_535;

  private static final class Walk {
    private final PacketLog log;
    private final int scaleSent;
    private final int scaleReceived;

    private int firstSent;
    private long sent;
    private long acked;
    private int firstReceived;
    private final Arrivals arrivals = new Arrivals();
    private long windowSent;
    private boolean isSaturated;
    private long windowReceived;

    private long unacknowledgedMost;
    private long spanMost;
    private long windowSentMost;
    private long windowSentLeast;
    private long windowSentLow;
    private long windowReceivedMost;
    private long windowReceivedLeast;

    Walk(PacketLog log, int scaleSent, int scaleReceived) {
      this.log = log;
      this.scaleSent = scaleSent;
      this.scaleReceived = scaleReceived;
    }

    void beginMarks() {
      unacknowledgedMost = sent - acked;
      spanMost = arrivals.span();
      windowSentMost = windowSent;
      windowSentLow = windowSent;
      windowSentLeast = isSaturated ? Long.MAX_VALUE : windowSent;
      windowReceivedMost = windowReceived;
      windowReceivedLeast = windowReceived;
    }

    void send(int row) {
      if ((log.flags(row) & TcpPacket.SYN) != 0) {
        firstSent = log.seq(row) + 1;
        windowSent = log.window(row);
        isSaturated = windowSent == WINDOW_MAX;
        return;
      }
      long from = log.seq(row) - firstSent; // no scenario sends 2 GB
      if (log.payloadBytes(row) > 0) { // a FIN before it is no data
        sent = Math.max(sent, from + log.payloadBytes(row));
      }
      windowSent = (long) log.window(row) << scaleSent;
      isSaturated = false;
      unacknowledgedMost = Math.max(unacknowledgedMost, sent - acked);
      windowSentMost = Math.max(windowSentMost, windowSent);
      windowSentLeast = Math.min(windowSentLeast, windowSent);
      windowSentLow = Math.min(windowSentLow, windowSent);
    }

    void receive(int row) {
      if ((log.flags(row) & TcpPacket.SYN) != 0) {
        firstReceived = log.seq(row) + 1;
        windowReceived = log.window(row);
        return;
      }
      acked = Math.max(acked, Math.min(sent, log.ack(row) - firstSent));
      windowReceived = (long) log.window(row) << scaleReceived;
      windowReceivedMost = Math.max(windowReceivedMost, windowReceived);
      windowReceivedLeast = Math.min(windowReceivedLeast, windowReceived);
      long from = log.seq(row) - firstReceived;
      long to = from + log.payloadBytes(row);
      if (to > from) {
        arrivals.take(from, to);
      }
      spanMost = Math.max(spanMost, arrivals.span());
    }

    QueueTruth result() {
      return new QueueTruth(
          sent - acked,
          unacknowledgedMost,
          arrivals.inOrder(),
          sent,
          arrivals.span(),
          spanMost,
          windowSent,
          windowSentMost,
          windowSentLeast,
          windowSentLow,
          windowReceived,
          windowReceivedMost,
          windowReceivedLeast);
    }
  }
}
