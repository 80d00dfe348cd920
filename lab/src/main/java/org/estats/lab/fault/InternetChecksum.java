package org.estats.lab.fault;

import java.nio.ByteBuffer;

/// The checksum of RFC 1071.
final class InternetChecksum {

  private static final int V4_CHECKSUM_AT = 10;

  private InternetChecksum() {}

  /// Adds up 16-bit words; an odd last byte is padded with zero.
  static long sum(ByteBuffer bytes, int from, int length) {
    long sum = 0;
    for (int i = 0; i + 1 < length; i += 2) {
      sum += bytes.getShort(from + i) & 0xFFFF;
    }
    return (length & 1) == 0 ? sum : sum + ((bytes.get(from + length - 1) & 0xFF) << Byte.SIZE);
  }

  /// The checksum of a sum.
  static short of(long sum) {
    long folded = sum;
    while (folded >>> Short.SIZE != 0) {
      folded = (folded & 0xFFFF) + (folded >>> Short.SIZE);
    }
    return (short) ~folded;
  }

  /// Writes the checksum of an IPv4 header into it.
  static void setV4(ByteBuffer bytes, int at) {
    bytes.putShort(at + V4_CHECKSUM_AT, (short) 0);
    int headerBytes = (bytes.get(at) & 0xF) * Integer.BYTES;
    bytes.putShort(at + V4_CHECKSUM_AT, of(sum(bytes, at, headerBytes)));
  }
}
