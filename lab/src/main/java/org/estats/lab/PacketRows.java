package org.estats.lab;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// Some rows of a [PacketLog], a column an array.
final class PacketRows {

  /// Small enough that making one does not hold the link's thread up.
  static final int ROWS = 4096;

  private static final VarHandle FATE = MethodHandles.arrayElementVarHandle(byte[].class);
  private static final Fate[] FATES = Fate.values();
  private static final int FIRST_SACK_EDGES = 64;

  /// Bits of [#marks]: the event in the lowest two, then ECN in two, then single bits.
  private static final int OUTGOING = 0x02;

  private static final int ECN_SHIFT = 2;
  private static final int SACK = 0x10;
  private static final int TIMESTAMPS = 0x20;

  private final long[] nanos = new long[ROWS];
  private final int[] packet = new int[ROWS];
  private final int[] flow = new int[ROWS];
  private final int[] seq = new int[ROWS];
  private final int[] ack = new int[ROWS];
  private final int[] timestampValue = new int[ROWS];
  private final int[] timestampEcho = new int[ROWS];
  private final int[] sackAt = new int[ROWS];
  private final char[] window = new char[ROWS];
  private final char[] packetBytes = new char[ROWS];
  private final char[] payloadBytes = new char[ROWS];
  private final short[] flags = new short[ROWS];
  private final byte[] sackBlocks = new byte[ROWS];
  private final byte[] marks = new byte[ROWS];
  private final byte[] fate = new byte[ROWS];
  private int[] sackEdges = new int[FIRST_SACK_EDGES];
  private int sackEdgeCount;

  void set(int row, long atNanos, Side side, boolean outgoing, int packetNumber) {
    nanos[row] = atNanos;
    packet[row] = packetNumber;
    marks[row] = (byte) (side.ordinal() | (outgoing ? OUTGOING : 0));
  }

  void set(int row, int flowNumber, TcpPacket tcp) {
    flow[row] = flowNumber;
    seq[row] = tcp.seq();
    ack[row] = tcp.ack();
    flags[row] = (short) tcp.flags();
    window[row] = (char) tcp.window();
    packetBytes[row] = (char) tcp.bytes();
    payloadBytes[row] = (char) tcp.payloadBytes();
    int mark = marks[row] | tcp.ecn() << ECN_SHIFT;
    if (tcp.hasTimestamps()) {
      mark |= TIMESTAMPS;
      timestampValue[row] = tcp.timestampValue();
      timestampEcho[row] = tcp.timestampEcho();
    }
    if (tcp.hasSack()) {
      mark |= SACK;
      setSack(row, tcp);
    }
    marks[row] = (byte) mark;
  }

  private void setSack(int row, TcpPacket tcp) {
    int blocks = tcp.sackBlocks();
    if (sackEdgeCount + 2 * blocks > sackEdges.length) {
      sackEdges = Arrays.copyOf(sackEdges, 2 * sackEdges.length);
    }
    sackAt[row] = sackEdgeCount;
    sackBlocks[row] = (byte) blocks;
    for (int i = 0; i < blocks; i++) {
      sackEdges[sackEdgeCount++] = tcp.sackStart(i);
      sackEdges[sackEdgeCount++] = tcp.sackEnd(i);
    }
  }

  /// May be called while others read.
  void setFate(int row, Fate value) {
    FATE.setRelease(fate, row, (byte) value.ordinal());
  }

  long nanos(int row) {
    return nanos[row];
  }

  int packet(int row) {
    return packet[row];
  }

  Side side(int row) {
    return (marks[row] & 1) == Side.CLIENT.ordinal() ? Side.CLIENT : Side.SERVER;
  }

  boolean outgoing(int row) {
    return (marks[row] & OUTGOING) != 0;
  }

  Fate fate(int row) {
    return FATES[(byte) FATE.getAcquire(fate, row)];
  }

  int flow(int row) {
    return flow[row];
  }

  int seq(int row) {
    return seq[row];
  }

  int ack(int row) {
    return ack[row];
  }

  int flags(int row) {
    return flags[row];
  }

  int window(int row) {
    return window[row];
  }

  int packetBytes(int row) {
    return packetBytes[row];
  }

  int payloadBytes(int row) {
    return payloadBytes[row];
  }

  int ecn(int row) {
    return marks[row] >> ECN_SHIFT & 0x3;
  }

  boolean hasSack(int row) {
    return (marks[row] & SACK) != 0;
  }

  int sackBlocks(int row) {
    return sackBlocks[row];
  }

  int sackStart(int row, int block) {
    return sackEdges[sackAt[row] + 2 * block];
  }

  int sackEnd(int row, int block) {
    return sackEdges[sackAt[row] + 2 * block + 1];
  }

  boolean hasTimestamps(int row) {
    return (marks[row] & TIMESTAMPS) != 0;
  }

  int timestampValue(int row) {
    return timestampValue[row];
  }

  int timestampEcho(int row) {
    return timestampEcho[row];
  }
}
