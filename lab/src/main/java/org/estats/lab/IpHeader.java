package org.estats.lab;

import java.nio.ByteBuffer;

/// The IP header of one packet after the other; part of [TcpPacket].
final class IpHeader {

  private static final int V4_HEADER_BYTES = 20;
  private static final int V4_FRAGMENT_OFFSET = 0x1FFF;
  private static final int V4_MORE_FRAGMENTS = 0x2000;
  private static final int V6_HEADER_BYTES = 40;

  /// Extension headers that say how long they are and what follows (RFC 8200, 4).
  private static final int V6_HOP_BY_HOP = 0;

  private static final int V6_ROUTING = 43;
  private static final int V6_DESTINATION = 60;
  private static final int V6_EXTENSION_UNIT_BYTES = 8;

  private ByteBuffer buffer;
  private int at;
  private int version;
  private int bytes;
  private int protocol;
  private int payloadAt;
  private int payloadBytes;

  /// Reads a header; says whether it is a whole, unfragmented packet.
  boolean read(ByteBuffer packet, int offset, int lengthBytes) {
    buffer = packet;
    at = offset;
    bytes = lengthBytes;
    version = lengthBytes == 0 ? 0 : packet.get(offset) >> 4 & 0xF;
    if (version == 4 && lengthBytes >= V4_HEADER_BYTES) {
      return readV4();
    }
    if (version == 6 && lengthBytes >= V6_HEADER_BYTES) {
      return readV6();
    }
    version = 0;
    return false;
  }

  private boolean readV4() {
    int headerBytes = (buffer.get(at) & 0xF) * Integer.BYTES;
    int totalBytes = buffer.getShort(at + 2) & 0xFFFF;
    int fragment = buffer.getShort(at + 6) & (V4_FRAGMENT_OFFSET | V4_MORE_FRAGMENTS);
    if (headerBytes < V4_HEADER_BYTES || totalBytes < headerBytes || totalBytes > bytes) {
      return false;
    }
    protocol = buffer.get(at + 9) & 0xFF;
    payloadAt = at + headerBytes;
    payloadBytes = totalBytes - headerBytes;
    return fragment == 0;
  }

  private boolean readV6() {
    int end = V6_HEADER_BYTES + (buffer.getShort(at + 4) & 0xFFFF);
    if (end > bytes) {
      return false;
    }
    int next = V6_HEADER_BYTES;
    protocol = buffer.get(at + 6) & 0xFF;
    while (protocol == V6_HOP_BY_HOP || protocol == V6_ROUTING || protocol == V6_DESTINATION) {
      if (next + V6_EXTENSION_UNIT_BYTES > end) {
        return false;
      }
      protocol = buffer.get(at + next) & 0xFF;
      next += V6_EXTENSION_UNIT_BYTES * (1 + (buffer.get(at + next + 1) & 0xFF));
    }
    payloadAt = at + next;
    payloadBytes = end - next;
    return payloadBytes >= 0;
  }

  int version() {
    return version;
  }

  int bytes() {
    return bytes;
  }

  int protocol() {
    return protocol;
  }

  int payloadAt() {
    return payloadAt;
  }

  int payloadBytes() {
    return payloadBytes;
  }

  int ecn() {
    return switch (version) {
      case 4 -> buffer.get(at + 1) & 0x3;
      case 6 -> buffer.get(at + 1) >> 4 & 0x3;
      default -> 0;
    };
  }

  long sourceHigh() {
    return version == 6 ? buffer.getLong(at + 8) : 0;
  }

  long sourceLow() {
    return version == 6 ? buffer.getLong(at + 16) : buffer.getInt(at + 12) & 0xFFFF_FFFFL;
  }

  long destinationHigh() {
    return version == 6 ? buffer.getLong(at + 24) : 0;
  }

  long destinationLow() {
    return version == 6 ? buffer.getLong(at + 32) : buffer.getInt(at + 16) & 0xFFFF_FFFFL;
  }
}
