package org.estats.lab;

import org.estats.Connection;
import org.estats.EstatsException;

/// Walks the log for [FlowTruth].
final class TruthCounter {

  private static final int NEVER_IN_DUP_ACK = TcpPacket.SYN | TcpPacket.FIN | TcpPacket.RST;

  private final PacketLog log;
  private final Side side;
  private final int flowOut;
  private final int flowIn;

  /// Sequence numbers of this end, unrolled so that they do not wrap; the first one is as sent.
  private boolean sentAny;

  private long sentEnd;
  private long firstData;
  private boolean finSent;

  private boolean ackedAny;
  private long acked;
  private int lastWindow;

  private long segmentsSent;
  private long dataSegmentsSent;
  private long dataBytesSent;
  private long segmentsRetransmitted;
  private long dataBytesRetransmitted;
  private long segmentsReceived;
  private long dataSegmentsReceived;
  private long dataBytesReceived;
  private long dupAcksReceived;
  private long sackOptionsReceived;
  private long sackBlocksReceived;
  private long bytesAcknowledged;

  TruthCounter(PacketLog log, Side side, Connection connection) {
    log.requireWhole();
    Flow out = Flow.sentBy(connection);
    this.log = log;
    this.side = side;
    this.flowOut = log.flowNumber(out);
    this.flowIn = log.flowNumber(out.reversed());
    if (flowOut < 0 && flowIn < 0) {
      throw new EstatsException(
          EstatsException.Kind.NOT_FOUND, "no packet of " + connection + " is in the log");
    }
  }

  FlowTruth count(int fromRow, int toRow) {
    for (int row = 0; row < toRow; row++) {
      if (log.side(row) != side) {
        continue;
      }
      boolean counted = row >= fromRow;
      if (log.outgoing(row) && log.flowNumber(row) == flowOut) {
        send(row, counted);
      } else if (!log.outgoing(row)
          && log.flowNumber(row) == flowIn
          && log.fate(row) == Fate.DELIVERED) {
        receive(row, counted);
      }
    }
    return new FlowTruth(
        segmentsSent,
        dataSegmentsSent,
        dataBytesSent,
        segmentsRetransmitted,
        dataBytesRetransmitted,
        segmentsReceived,
        dataSegmentsReceived,
        dataBytesReceived,
        dupAcksReceived,
        sackOptionsReceived,
        sackBlocksReceived,
        bytesAcknowledged);
  }

  private void send(int row, boolean counted) {
    int flags = log.flags(row);
    int payload = log.payloadBytes(row);
    int syn = (flags & TcpPacket.SYN) != 0 ? 1 : 0;
    int fin = (flags & TcpPacket.FIN) != 0 ? 1 : 0;
    if (!sentAny) {
      sentAny = true;
      sentEnd = Integer.toUnsignedLong(log.seq(row));
      firstData = sentEnd + syn;
    }
    long seq = near(sentEnd, log.seq(row));
    long end = seq + syn + payload + fin;
    long before = sentEnd;
    finSent |= fin == 1;
    sentEnd = Math.max(sentEnd, end);
    if (!counted) {
      return;
    }
    segmentsSent++;
    if (payload > 0) {
      dataSegmentsSent++;
      dataBytesSent += payload;
    }
    if (end > seq && seq < before) {
      segmentsRetransmitted++;
      dataBytesRetransmitted += Math.max(0, Math.min(payload, before - seq - syn));
    }
  }

  private void receive(int row, boolean counted) {
    int flags = log.flags(row);
    boolean duplicate = isDuplicateAck(row, flags);
    long newlyAcked = (flags & TcpPacket.ACK) != 0 ? acknowledge(row) : 0;
    if (!counted) {
      return;
    }
    segmentsReceived++;
    if (log.payloadBytes(row) > 0) {
      dataSegmentsReceived++;
      dataBytesReceived += log.payloadBytes(row);
    }
    if (duplicate) {
      dupAcksReceived++;
    }
    if (log.hasSack(row)) {
      sackOptionsReceived++;
      sackBlocksReceived += log.sackBlocks(row);
    }
    bytesAcknowledged += newlyAcked;
  }

  private boolean isDuplicateAck(int row, int flags) {
    return ackedAny
        && (flags & TcpPacket.ACK) != 0
        && (flags & NEVER_IN_DUP_ACK) == 0
        && log.payloadBytes(row) == 0
        && near(acked, log.ack(row)) == acked
        && log.window(row) == lastWindow
        && sentEnd > acked;
  }

  /// Notes an acknowledgement; says how many bytes of data it is the first to acknowledge.
  private long acknowledge(int row) {
    lastWindow = log.window(row);
    if (!sentAny) {
      return 0;
    }
    long before = ackedAny ? dataEnd(acked) : firstData;
    long ack = near(ackedAny ? acked : sentEnd, log.ack(row));
    acked = ackedAny ? Math.max(acked, ack) : ack;
    ackedAny = true;
    return Math.max(0, dataEnd(acked) - before);
  }

  /// Where the data ends of what goes up to a sequence number: a FIN stands behind it.
  private long dataEnd(long upTo) {
    return Math.max(firstData, finSent && upTo == sentEnd ? upTo - 1 : upTo);
  }

  /// The unrolled sequence number with these 32 bits that is nearest to another.
  private static long near(long other, int bits) {
    return other + (bits - (int) other);
  }
}
