package org.estats.linux.diag;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Writes `tcp_info` structures by hand.
final class TcpInfoBytes {

  /// What Linux 6.18 gives.
  static final int BYTES = 280;

  static final int ESTABLISHED = 1;
  static final int FIN_WAIT_1 = 4;
  static final int FIN_WAIT_2 = 5;
  static final int CLOSE_WAIT = 8;
  static final int LAST_ACK = 9;

  private final byte[] bytes = new byte[BYTES];

  /// An idle connection that was accepted and has not moved a byte.
  static TcpInfoBytes idle() {
    return new TcpInfoBytes()
        .with(TcpInfoField.STATE, ESTABLISHED)
        .with(TcpInfoField.SND_MSS, 1448)
        .with(TcpInfoField.ADVMSS, 1448)
        .with(TcpInfoField.SND_CWND, 10)
        .with(TcpInfoField.SND_SSTHRESH, 0x7FFF_FFFF)
        .with(TcpInfoField.RTT, 1000)
        .with(TcpInfoField.RTTVAR, 500);
  }

  TcpInfoBytes with(TcpInfoField field, long value) {
    MemorySegment memory = MemorySegment.ofArray(bytes);
    switch (field.bytes()) {
      case 1 -> memory.set(ValueLayout.JAVA_BYTE, field.offset(), (byte) value);
      case 2 -> memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, field.offset(), (short) value);
      case 4 -> memory.set(ValueLayout.JAVA_INT_UNALIGNED, field.offset(), (int) value);
      default -> memory.set(ValueLayout.JAVA_LONG_UNALIGNED, field.offset(), value);
    }
    return this;
  }

  /// The byte with both window scales.
  TcpInfoBytes withScales(int send, int receive) {
    bytes[6] = (byte) (send | receive << 4);
    return this;
  }

  TcpInfo info() {
    return info(BYTES);
  }

  /// As a kernel gives it that knows only the first of these bytes.
  TcpInfo info(int length) {
    return TcpInfo.of(MemorySegment.ofArray(Arrays.copyOf(bytes, length)));
  }
}
