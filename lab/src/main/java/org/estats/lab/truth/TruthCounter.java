package org.estats.lab.truth;

import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.lab.PacketLog;
import org.estats.lab.Side;
import org.estats.lab.TcpPacket;

/// Walks the log for [FlowTruth].
final class TruthCounter {

  private static final int NEVER_IN_DUP_ACK = TcpPacket.SYN | TcpPacket.FIN | TcpPacket.RST;
  private static final int CE = 3;

  private final PacketLog log;
  private final EndRows rows;

  /// Sequence numbers of this end, unrolled so that they do not wrap; the first one is as sent.
  private boolean sentAny;

  private long sentEnd;
  private long firstData;
  private boolean finSent;

  private boolean ackedAny;
  private long acked;
  private int lastWindow;
  private boolean windowKnown;
  private int windowSeq;

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
  private long dsackSegmentsReceived;
  private long echoesReceived;
  private long marksReceived;
  private long bytesAcknowledged;

  private long segmentBytesMax = 1;
  private boolean ackSent;
  private int lastAckSent;
  private boolean outOfPlace;
  private int firstReceived;
  private final Arrivals arrivals = new Arrivals();
  private boolean inDupAckRun;
  private long dupAckRunsSent;
  private long dupAcksSent;

  TruthCounter(PacketLog log, Side side, Connection connection) {
    this.log = log;
    this.rows = new EndRows(log, side, connection);
    if (rows.isUnknown()) {
      throw new EstatsException(
          EstatsException.Kind.NOT_FOUND, "no packet of " + connection + " is in the log");
    }
  }

  FlowTruth count(int fromRow, int toRow) {
    rows.walk(0, toRow, row -> send(row, row >= fromRow), row -> receive(row, row >= fromRow));
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
        dsackSegmentsReceived,
        echoesReceived,
        marksReceived,
        bytesAcknowledged,
        dupAckRunsSent,
        dupAcksSent);
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
    segmentBytesMax = Math.max(segmentBytesMax, payload);
    boolean runBegins = noteAckSent(row, flags, payload);
    finSent |= fin == 1;
    sentEnd = Math.max(sentEnd, end);
    if (!counted) {
      return;
    }
    segmentsSent++;
    if (runBegins) {
      dupAckRunsSent++;
    }
    if (inDupAckRun) {
      dupAcksSent++;
    }
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
    noteArrival(row, flags, log.payloadBytes(row));
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
    if ((flags & (TcpPacket.ECE | TcpPacket.SYN)) == TcpPacket.ECE) {
      echoesReceived++;
    }
    if (log.ecn(row) == CE) {
      marksReceived++;
    }
    dsackSegmentsReceived += dsackSegments(row);
    bytesAcknowledged += newlyAcked;
  }

  /// RFC 2883, 4: the first block lies below the acknowledgement, or within the second.
  private long dsackSegments(int row) {
    if (log.sackBlocks(row) == 0) {
      return 0;
    }
    int start = log.sackStart(row, 0);
    int end = log.sackEnd(row, 0);
    boolean below = start - log.ack(row) < 0;
    boolean within =
        log.sackBlocks(row) > 1
            && log.sackEnd(row, 1) - end >= 0
            && start - log.sackStart(row, 1) >= 0;
    if (!below && !within) {
      return 0;
    }
    return (end - start + segmentBytesMax - 1) / segmentBytesMax;
  }

  /// Whether a run of duplicate acknowledgements begins with this outgoing row. A busy host may
  /// take two packets in before it answers the first: what the second of the answers is about, only
  /// its own SACK blocks tell.
  private boolean noteAckSent(int row, int flags, int payload) {
    boolean duplicate =
        ackSent
            && payload == 0
            && (flags & NEVER_IN_DUP_ACK) == 0
            && log.ack(row) == lastAckSent
            && (outOfPlace || arrivals.hasHole() || log.hasSack(row));
    boolean begins = duplicate && !inDupAckRun;
    inDupAckRun = duplicate;
    ackSent = (flags & TcpPacket.ACK) != 0;
    lastAckSent = log.ack(row);
    outOfPlace = false;
    return begins;
  }

  /// Notes whether the data of an incoming row came before its turn, or twice.
  private void noteArrival(int row, int flags, int payload) {
    if ((flags & TcpPacket.SYN) != 0) {
      firstReceived = log.seq(row) + 1;
    } else if (payload > 0) {
      long from = log.seq(row) - firstReceived; // no scenario sends 2 GB
      outOfPlace |= !arrivals.take(from, from + payload);
    }
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
    noteWindow(row);
    if (!sentAny) {
      return 0;
    }
    long before = ackedAny ? dataEnd(acked) : firstData;
    long ack = near(ackedAny ? acked : sentEnd, log.ack(row));
    acked = ackedAny ? Math.max(acked, ack) : ack;
    ackedAny = true;
    return Math.max(0, dataEnd(acked) - before);
  }

  /// Takes the window from segments that bring news, not from late ones (RFC 9293, 3.10.7.4; a
  /// larger window in a segment without news counts on Linux).
  private void noteWindow(int row) {
    int window = log.window(row);
    boolean news = !windowKnown || log.ack(row) - (int) acked > 0 && ackedAny;
    int later = log.seq(row) - windowSeq;
    if (news || later > 0 || later == 0 && (window > lastWindow || window == 0)) {
      windowKnown = true;
      lastWindow = window;
      windowSeq = log.seq(row);
    }
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
