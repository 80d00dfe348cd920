package org.estats.lab;

import java.util.Objects;
import org.estats.EstatsException;

/// Every TCP packet on the link, seen at both hosts: one row when a host hands a packet to the link
/// (*outgoing*), one when the link hands it to a host (*incoming*). A packet that arrives makes two
/// rows, one that is dropped makes one, one that is duplicated three. Both rows are read from the
/// bytes as they were at that point, so that a change on the way can be seen.
///
/// Rows are in the order in which things happened at each host: an outgoing row stands before an
/// incoming row of the same host if the packet had left before the other came. Rows may be read
/// while the log grows; a row below [#rows()] does not change any more, except for its fate.
///
/// Fields of 32 bits are given as the `int` with the same bits. IP fragments, packets of other
/// protocols and segments with broken headers are not in the log but counted by [Link].
public final class PacketLog {

  private static final int FLOWS_MAX = 65_536;

  private final int rowsMax;
  private final PacketRows[] chunks;
  private final FlowTable flows = new FlowTable(FLOWS_MAX);
  private volatile int rows;
  private volatile String overflow;

  PacketLog(int rowsMax) {
    this.rowsMax = rowsMax;
    this.chunks = new PacketRows[(rowsMax - 1) / PacketRows.ROWS + 1];
  }

  /// Appends what a host hands to the link; the fate is not known yet. Returns the row, or -1.
  int sent(TcpPacket packet, Direction direction, int packetNumber, long nanos) {
    return append(packet, direction.from(), true, packetNumber, nanos);
  }

  /// Appends what the link hands to a host. Returns the row, or -1.
  int delivered(TcpPacket packet, Direction direction, int packetNumber, long nanos) {
    return append(packet, direction.to(), false, packetNumber, nanos);
  }

  private int append(TcpPacket packet, Side side, boolean outgoing, int number, long nanos) {
    int row = rows;
    if (row == rowsMax) {
      overflow = "the packet log is full at " + rowsMax + " rows";
      return -1;
    }
    int flow = flows.number(packet);
    if (flow < 0) {
      overflow = "the packet log is full at " + FLOWS_MAX + " flows";
      return -1;
    }
    int index = row / PacketRows.ROWS;
    if (chunks[index] == null) {
      chunks[index] = new PacketRows();
    }
    int at = row % PacketRows.ROWS;
    chunks[index].set(at, nanos, side, outgoing, number);
    chunks[index].set(at, flow, packet);
    rows = row + 1; // publishes the row
    return row;
  }

  /// Says what became of a packet whose row is already there.
  void setFate(int row, Fate fate) {
    if (row >= 0) {
      chunk(row).setFate(row % PacketRows.ROWS, fate);
    }
  }

  /// How many rows there are so far. Also a mark for "from now on".
  public int rows() {
    return rows;
  }

  /// Makes sure that nothing is missing.
  ///
  /// @throws EstatsException if a packet came when the log was full
  public void requireWhole() {
    if (overflow != null) {
      throw new EstatsException(
          EstatsException.Kind.FAILED,
          overflow + ": what came after is not in it",
          "raise LinkOptions.logRowsMax or send less");
    }
  }

  /// When, on the clock of [System#nanoTime()].
  public long nanos(int row) {
    return chunk(row).nanos(at(row));
  }

  /// The host at which the packet was seen.
  public Side side(int row) {
    return chunk(row).side(at(row));
  }

  /// Whether that host sent it; otherwise it was delivered to it.
  public boolean outgoing(int row) {
    return chunk(row).outgoing(at(row));
  }

  /// The direction in which the packet travels.
  public Direction direction(int row) {
    return Direction.from(outgoing(row) ? side(row) : side(row).peer());
  }

  /// What became of the packet. In an incoming row [Fate#DELIVERED] or [Fate#REFUSED].
  public Fate fate(int row) {
    return chunk(row).fate(at(row));
  }

  /// The number of the packet among all packets of its direction, from 0 on, those counted that are
  /// not TCP. The same in its outgoing and incoming rows.
  public int packet(int row) {
    return chunk(row).packet(at(row));
  }

  /// From where to where the packet goes; see also [#flowNumber].
  public Flow flow(int row) {
    return flows.flow(flowNumber(row));
  }

  /// The number of the packet's flow, which is quicker to compare than the flow.
  public int flowNumber(int row) {
    return chunk(row).flow(at(row));
  }

  /// The number of a flow; -1 if none of its packets is in the log.
  public int flowNumber(Flow flow) {
    return flows.find(flow);
  }

  /// The sequence number.
  public int seq(int row) {
    return chunk(row).seq(at(row));
  }

  /// The acknowledgement number.
  public int ack(int row) {
    return chunk(row).ack(at(row));
  }

  /// The flags, a sum of [TcpPacket#FIN] to [TcpPacket#AE].
  public int flags(int row) {
    return chunk(row).flags(at(row));
  }

  /// The window field as it stands, not scaled.
  public int window(int row) {
    return chunk(row).window(at(row));
  }

  /// The whole packet's length.
  public int packetBytes(int row) {
    return chunk(row).packetBytes(at(row));
  }

  /// How much data it carries.
  public int payloadBytes(int row) {
    return chunk(row).payloadBytes(at(row));
  }

  /// The ECN field: 0 not capable, 1 ECT(1), 2 ECT(0), 3 congestion experienced.
  public int ecn(int row) {
    return chunk(row).ecn(at(row));
  }

  /// Whether it carries the SACK option.
  public boolean hasSack(int row) {
    return chunk(row).hasSack(at(row));
  }

  /// How many blocks the SACK option holds.
  public int sackBlocks(int row) {
    return chunk(row).sackBlocks(at(row));
  }

  /// The first sequence number of a block.
  public int sackStart(int row, int block) {
    return chunk(row).sackStart(at(row), Objects.checkIndex(block, sackBlocks(row)));
  }

  /// The sequence number after the last of a block.
  public int sackEnd(int row, int block) {
    return chunk(row).sackEnd(at(row), Objects.checkIndex(block, sackBlocks(row)));
  }

  /// Whether it carries the timestamps option.
  public boolean hasTimestamps(int row) {
    return chunk(row).hasTimestamps(at(row));
  }

  /// The sender's timestamp; 0 without the option.
  public int timestampValue(int row) {
    return chunk(row).timestampValue(at(row));
  }

  /// The timestamp that it echoes; 0 without the option.
  public int timestampEcho(int row) {
    return chunk(row).timestampEcho(at(row));
  }

  private PacketRows chunk(int row) {
    return chunks[Objects.checkIndex(row, rows) / PacketRows.ROWS];
  }

  private static int at(int row) {
    return row % PacketRows.ROWS;
  }
}
