package org.estats.lab.truth;

import org.estats.Connection;
import org.estats.lab.PacketLog;
import org.estats.lab.Side;
import org.estats.lab.TcpPacket;

/// Runs of duplicate acknowledgements that ended without anything being sent again, told from the
/// packets: the data they speak of was reordered, not lost. Only for connections that send data one
/// way, whose ACKs are neither lost nor duplicated.
///
/// @param runs how many
/// @param acks the duplicate acknowledgements in them: those that acknowledge nothing new and are
///   duplicates by RFC 5681 or report something out of order
/// @param bytes how far the acknowledgements that ended them went beyond the ones before
public record ReorderingTruth(long runs, long acks, long bytes) {

  /// Counts from a row on.
  ///
  /// @param side the sender's
  /// @param connection as this end sees it
  public static ReorderingTruth of(PacketLog log, Side side, Connection connection, int fromRow) {
    Walk walk = new Walk(log);
    EndRows rows = new EndRows(log, side, connection);
    rows.walk(fromRow, log.rows(), walk::send, walk::receive);
    return new ReorderingTruth(walk.runs, walk.acks, walk.bytes);
  }

  private static final class Walk {
    private final PacketLog log;
    private boolean sentAny;
    private int sentEnd;
    private boolean ackedAny;
    private int acked;
    private int window;
    private long runAcks;
    private boolean resent;
    private long runs;
    private long acks;
    private long bytes;

    Walk(PacketLog log) {
      this.log = log;
    }

    void send(int row) {
      int payload = log.payloadBytes(row);
      if (payload == 0) {
        return;
      }
      resent |= sentAny && log.seq(row) - sentEnd < 0;
      int end = log.seq(row) + payload;
      if (!sentAny || end - sentEnd > 0) {
        sentEnd = end;
      }
      sentAny = true;
    }

    void receive(int row) {
      if ((log.flags(row) & TcpPacket.ACK) == 0 || log.payloadBytes(row) > 0) {
        return;
      }
      int ack = log.ack(row);
      boolean sameWindow = log.window(row) == window;
      window = log.window(row);
      if (!ackedAny || ack - acked < 0) {
        acked = ackedAny ? acked : ack;
        ackedAny = true;
        return;
      }
      if (ack == acked) {
        boolean outstanding = sentAny && sentEnd - acked > 0;
        runAcks += outstanding && (sameWindow || reportsHole(row)) ? 1 : 0;
        return;
      }
      if (runAcks > 0 && !resent && !reportsHole(row)) {
        runs++;
        acks += runAcks;
        bytes += ack - acked;
      }
      acked = ack;
      if (!reportsHole(row)) {
        runAcks = 0;
        resent = false;
      }
    }

    private boolean reportsHole(int row) {
      for (int block = 0; block < log.sackBlocks(row); block++) {
        if (log.sackStart(row, block) - log.ack(row) > 0) {
          return true;
        }
      }
      return false;
    }
  }
}
