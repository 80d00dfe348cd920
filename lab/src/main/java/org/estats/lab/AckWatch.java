package org.estats.lab;

import org.estats.Connection;

/// Follows the log until all data of a connection's client is acknowledged to it. Each call goes on
/// where the last one ended.
final class AckWatch {

  private final PacketLog log;
  private final Flow out;
  private final long bytes;
  private int nextRow;
  private boolean synSeen;

  /// How far the data is acknowledged: before the first, -1 for the SYN.
  private long ackedBytes = -1;

  private int ack;
  private long nanos;

  /// @param client the connection as the client sees it
  /// @param bytes how much data it sends
  AckWatch(PacketLog log, Connection client, long bytes) {
    this.log = log;
    this.out = Flow.sentBy(client);
    this.bytes = bytes;
  }

  /// When the last acknowledgement came. Only once [#complete()] holds.
  long nanos() {
    return nanos;
  }

  /// Whether all data has been acknowledged.
  boolean complete() {
    log.requireWhole();
    int end = log.rows();
    int flowOut = log.flowNumber(out);
    int flowIn = log.flowNumber(out.reversed());
    for (; ackedBytes < bytes && nextRow < end; nextRow++) {
      if (log.side(nextRow) == Side.CLIENT) {
        look(nextRow, flowOut, flowIn);
      }
    }
    return ackedBytes >= bytes;
  }

  private void look(int row, int flowOut, int flowIn) {
    int flow = log.flowNumber(row);
    int flags = log.flags(row);
    if (flow == flowOut && (flags & TcpPacket.SYN) != 0 && !synSeen) {
      synSeen = true;
      ack = log.seq(row);
    } else if (flow == flowIn && (flags & TcpPacket.ACK) != 0 && synSeen) {
      int newly = log.ack(row) - ack; // a difference, so it may wrap
      if (newly > 0) {
        ack += newly;
        ackedBytes += newly;
        nanos = log.nanos(row);
      }
    }
  }
}
