package org.estats.lab;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Some rows of a [PacketLog], column after column in one piece of memory outside of the heap: the
/// garbage collector would have to copy it, and the link to wait meanwhile.
///
/// ```text
///   nanos     packet    flow      seq       ack       timestamps  SACK at   window ... fate
///   8 x ROWS  4 x ROWS  4 x ROWS  4 x ROWS  4 x ROWS  2 x 4 x ROWS ...
/// ```
final class PacketRows {

  /// Small enough that making room for them does not hold the link's thread up.
  static final int ROWS = 4096;

  private static final int NANOS = 0;
  private static final int PACKET = NANOS + ROWS * Long.BYTES;
  private static final int FLOW = PACKET + ROWS * Integer.BYTES;
  private static final int SEQ = FLOW + ROWS * Integer.BYTES;
  private static final int ACK = SEQ + ROWS * Integer.BYTES;
  private static final int TIMESTAMP_VALUE = ACK + ROWS * Integer.BYTES;
  private static final int TIMESTAMP_ECHO = TIMESTAMP_VALUE + ROWS * Integer.BYTES;
  private static final int SACK_AT = TIMESTAMP_ECHO + ROWS * Integer.BYTES;
  private static final int WINDOW = SACK_AT + ROWS * Integer.BYTES;
  private static final int PACKET_BYTES = WINDOW + ROWS * Short.BYTES;
  private static final int PAYLOAD_BYTES = PACKET_BYTES + ROWS * Short.BYTES;
  private static final int FLAGS = PAYLOAD_BYTES + ROWS * Short.BYTES;
  private static final int SACK_BLOCKS = FLAGS + ROWS * Short.BYTES;
  private static final int MARKS = SACK_BLOCKS + ROWS;
  private static final int FATE = MARKS + ROWS;
  private static final int END = FATE + ROWS;

  /// Bits of a mark: the side in the lowest, whether it is outgoing, ECN in two, then single bits.
  private static final int SERVER = 0x01;

  private static final int OUTGOING = 0x02;
  private static final int ECN_SHIFT = 2;
  private static final int SACK = 0x10;
  private static final int TIMESTAMPS = 0x20;

  private static final Fate[] FATES = Fate.values();
  private static final int FIRST_SACK_EDGES = 64;

  private final ByteBuffer columns = ByteBuffer.allocateDirect(END).order(ByteOrder.nativeOrder());

  /// Both edges of each block; few rows have any.
  private int[] sackEdges = new int[FIRST_SACK_EDGES];

  private int sackEdgeCount;

  void set(int row, long atNanos, Side side, boolean outgoing, int packetNumber) {
    columns.putLong(NANOS + row * Long.BYTES, atNanos);
    columns.putInt(PACKET + row * Integer.BYTES, packetNumber);
    int mark = (side == Side.SERVER ? SERVER : 0) | (outgoing ? OUTGOING : 0);
    columns.put(MARKS + row, (byte) mark);
  }

  void set(int row, int flowNumber, TcpPacket tcp) {
    int four = row * Integer.BYTES;
    columns.putInt(FLOW + four, flowNumber);
    columns.putInt(SEQ + four, tcp.seq());
    columns.putInt(ACK + four, tcp.ack());
    int two = row * Short.BYTES;
    columns.putShort(FLAGS + two, (short) tcp.flags());
    columns.putShort(WINDOW + two, (short) tcp.window());
    columns.putShort(PACKET_BYTES + two, (short) tcp.bytes());
    columns.putShort(PAYLOAD_BYTES + two, (short) tcp.payloadBytes());
    int mark = columns.get(MARKS + row) | tcp.ecn() << ECN_SHIFT;
    if (tcp.hasTimestamps()) {
      mark |= TIMESTAMPS;
      columns.putInt(TIMESTAMP_VALUE + four, tcp.timestampValue());
      columns.putInt(TIMESTAMP_ECHO + four, tcp.timestampEcho());
    }
    if (tcp.hasSack()) {
      mark |= SACK;
      setSack(row, tcp);
    }
    columns.put(MARKS + row, (byte) mark);
  }

  private void setSack(int row, TcpPacket tcp) {
    int blocks = tcp.sackBlocks();
    if (sackEdgeCount + 2 * blocks > sackEdges.length) {
      sackEdges = Arrays.copyOf(sackEdges, 2 * sackEdges.length);
    }
    columns.putInt(SACK_AT + row * Integer.BYTES, sackEdgeCount);
    columns.put(SACK_BLOCKS + row, (byte) blocks);
    for (int i = 0; i < blocks; i++) {
      sackEdges[sackEdgeCount++] = tcp.sackStart(i);
      sackEdges[sackEdgeCount++] = tcp.sackEnd(i);
    }
  }

  /// May be called while others read.
  void setFate(int row, Fate value) {
    VarHandle.releaseFence();
    columns.put(FATE + row, (byte) value.ordinal());
  }

  Fate fate(int row) {
    byte value = columns.get(FATE + row);
    VarHandle.acquireFence();
    return FATES[value];
  }

  long nanos(int row) {
    return columns.getLong(NANOS + row * Long.BYTES);
  }

  int packet(int row) {
    return columns.getInt(PACKET + row * Integer.BYTES);
  }

  Side side(int row) {
    return (columns.get(MARKS + row) & SERVER) != 0 ? Side.SERVER : Side.CLIENT;
  }

  boolean outgoing(int row) {
    return (columns.get(MARKS + row) & OUTGOING) != 0;
  }

  int flow(int row) {
    return columns.getInt(FLOW + row * Integer.BYTES);
  }

  int seq(int row) {
    return columns.getInt(SEQ + row * Integer.BYTES);
  }

  int ack(int row) {
    return columns.getInt(ACK + row * Integer.BYTES);
  }

  int flags(int row) {
    return columns.getShort(FLAGS + row * Short.BYTES);
  }

  int window(int row) {
    return Short.toUnsignedInt(columns.getShort(WINDOW + row * Short.BYTES));
  }

  int packetBytes(int row) {
    return Short.toUnsignedInt(columns.getShort(PACKET_BYTES + row * Short.BYTES));
  }

  int payloadBytes(int row) {
    return Short.toUnsignedInt(columns.getShort(PAYLOAD_BYTES + row * Short.BYTES));
  }

  int ecn(int row) {
    return columns.get(MARKS + row) >> ECN_SHIFT & 0x3;
  }

  boolean hasSack(int row) {
    return (columns.get(MARKS + row) & SACK) != 0;
  }

  int sackBlocks(int row) {
    return columns.get(SACK_BLOCKS + row);
  }

  int sackStart(int row, int block) {
    return sackEdges[columns.getInt(SACK_AT + row * Integer.BYTES) + 2 * block];
  }

  int sackEnd(int row, int block) {
    return sackEdges[columns.getInt(SACK_AT + row * Integer.BYTES) + 2 * block + 1];
  }

  boolean hasTimestamps(int row) {
    return (columns.get(MARKS + row) & TIMESTAMPS) != 0;
  }

  int timestampValue(int row) {
    return columns.getInt(TIMESTAMP_VALUE + row * Integer.BYTES);
  }

  int timestampEcho(int row) {
    return columns.getInt(TIMESTAMP_ECHO + row * Integer.BYTES);
  }
}
