package org.estats.lab;

import java.nio.ByteBuffer;

/// The headers of one IP packet, read from its bytes alone. One object is used again and again for
/// packet after packet; what it says holds until then.
///
/// Sequence numbers and other unsigned 32-bit fields are given as the `int` with the same bits. All
/// other accessors than [#isTcp()], [#ipVersion()], [#bytes()] and [#ecn()] mean something only
/// where [#isTcp()] holds.
public final class TcpPacket {

  /// More blocks do not fit into the 40 bytes of options.
  public static final int SACK_BLOCKS_MAX = 4;

  /// The sender has no more data.
  public static final int FIN = 0x001;

  /// The first segment of a direction.
  public static final int SYN = 0x002;

  /// The connection is gone.
  public static final int RST = 0x004;

  /// Data should be given to the reader now.
  public static final int PSH = 0x008;

  /// The acknowledgement number is valid.
  public static final int ACK = 0x010;

  /// The urgent pointer is valid.
  public static final int URG = 0x020;

  /// The peer is told of a congestion mark.
  public static final int ECE = 0x040;

  /// The peer is told that the window was reduced.
  public static final int CWR = 0x080;

  /// Accurate ECN.
  public static final int AE = 0x100;

  private static final int PROTOCOL_TCP = 6;
  private static final int TCP_HEADER_BYTES = 20;
  private static final int FLAG_BITS = 0x1FF;

  private static final int OPTION_END = 0;
  private static final int OPTION_NOTHING = 1;
  private static final int OPTION_SACK = 5;
  private static final int OPTION_TIMESTAMPS = 8;
  private static final int TIMESTAMPS_BYTES = 10;
  private static final int SACK_BLOCK_BYTES = 8;

  private final IpHeader ip = new IpHeader();
  private final int[] sackEdges = new int[2 * SACK_BLOCKS_MAX];
  private ByteBuffer buffer;
  private int tcpAt;
  private boolean tcp;
  private int payloadBytes;
  private boolean sack;
  private int sackBlocks;
  private boolean timestamps;
  private int timestampValue;
  private int timestampEcho;

  /// One that has read nothing yet.
  TcpPacket() {}

  /// Reads the headers of a packet.
  ///
  /// @param packet memory in network byte order
  /// @param offset where the IP header begins
  /// @param lengthBytes how long the packet is
  /// @return whether it is a TCP segment whose headers are whole and make sense
  boolean read(ByteBuffer packet, int offset, int lengthBytes) {
    buffer = packet;
    tcp = false;
    sack = false;
    sackBlocks = 0;
    timestamps = false;
    if (!ip.read(packet, offset, lengthBytes) || ip.protocol() != PROTOCOL_TCP) {
      return false;
    }
    int segmentBytes = ip.payloadBytes();
    if (segmentBytes < TCP_HEADER_BYTES) {
      return false;
    }
    tcpAt = ip.payloadAt();
    int headerBytes = (packet.get(tcpAt + 12) >> 4 & 0xF) * Integer.BYTES;
    if (headerBytes < TCP_HEADER_BYTES || headerBytes > segmentBytes) {
      return false;
    }
    payloadBytes = segmentBytes - headerBytes;
    tcp = true;
    readOptions(tcpAt + TCP_HEADER_BYTES, tcpAt + headerBytes);
    return true;
  }

  private void readOptions(int from, int end) {
    int at = from;
    while (at < end) {
      int kind = buffer.get(at) & 0xFF;
      if (kind == OPTION_END) {
        return;
      }
      if (kind == OPTION_NOTHING) {
        at++;
        continue;
      }
      if (at + 1 >= end) {
        return;
      }
      int length = buffer.get(at + 1) & 0xFF;
      if (length < 2 || at + length > end) {
        return; // RFC 9293, 3.1: what follows cannot be told apart any more
      }
      if (kind == OPTION_TIMESTAMPS && length == TIMESTAMPS_BYTES) {
        timestamps = true;
        timestampValue = buffer.getInt(at + 2);
        timestampEcho = buffer.getInt(at + 6);
      } else if (kind == OPTION_SACK) {
        readSack(at + 2, length - 2);
      }
      at += length;
    }
  }

  private void readSack(int at, int lengthBytes) {
    sack = true;
    sackBlocks = Math.min(lengthBytes / SACK_BLOCK_BYTES, SACK_BLOCKS_MAX);
    for (int i = 0; i < 2 * sackBlocks; i++) {
      sackEdges[i] = buffer.getInt(at + i * Integer.BYTES);
    }
  }

  /// Whether it is a TCP segment, and not a fragment of one.
  public boolean isTcp() {
    return tcp;
  }

  /// The IP version, 4 or 6; 0 if it is neither.
  public int ipVersion() {
    return ip.version();
  }

  /// The whole packet's length.
  public int bytes() {
    return ip.bytes();
  }

  /// The ECN field: 0 not capable, 1 ECT(1), 2 ECT(0), 3 congestion experienced.
  public int ecn() {
    return ip.ecn();
  }

  /// The source address: the upper half of an IPv6 address, 0 for IPv4.
  public long sourceHigh() {
    return ip.sourceHigh();
  }

  /// The source address: the lower half of an IPv6 address, or an IPv4 address.
  public long sourceLow() {
    return ip.sourceLow();
  }

  /// The destination address: the upper half of an IPv6 address, 0 for IPv4.
  public long destinationHigh() {
    return ip.destinationHigh();
  }

  /// The destination address: the lower half of an IPv6 address, or an IPv4 address.
  public long destinationLow() {
    return ip.destinationLow();
  }

  /// The port of the sender.
  public int sourcePort() {
    return buffer.getShort(tcpAt) & 0xFFFF;
  }

  /// The port of the receiver.
  public int destinationPort() {
    return buffer.getShort(tcpAt + 2) & 0xFFFF;
  }

  /// The sequence number.
  public int seq() {
    return buffer.getInt(tcpAt + 4);
  }

  /// The acknowledgement number.
  public int ack() {
    return buffer.getInt(tcpAt + 8);
  }

  /// The flags, a sum of [#FIN] to [#AE].
  public int flags() {
    return buffer.getShort(tcpAt + 12) & FLAG_BITS;
  }

  /// The window field as it stands, not scaled.
  public int window() {
    return buffer.getShort(tcpAt + 14) & 0xFFFF;
  }

  /// How much data it carries.
  public int payloadBytes() {
    return payloadBytes;
  }

  /// Whether it carries the SACK option.
  public boolean hasSack() {
    return sack;
  }

  /// How many blocks the SACK option holds.
  public int sackBlocks() {
    return sackBlocks;
  }

  /// The first sequence number of a block.
  public int sackStart(int block) {
    return sackEdges[2 * block];
  }

  /// The sequence number after the last of a block.
  public int sackEnd(int block) {
    return sackEdges[2 * block + 1];
  }

  /// Whether it carries the timestamps option.
  public boolean hasTimestamps() {
    return timestamps;
  }

  /// The sender's timestamp.
  public int timestampValue() {
    return timestampValue;
  }

  /// The timestamp that it echoes.
  public int timestampEcho() {
    return timestampEcho;
  }
}
