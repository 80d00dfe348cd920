package org.estats.linux.diag;

/// The fields of the kernel's `struct tcp_info`, by their place in it. The structure has only ever
/// grown at its end, so a field is there if the structure the kernel gave is long enough.
///
/// The constants are the kernel's names without `tcpi_`; the one byte of window scales and the
/// flags of one bit are asked for by methods of [TcpInfo].
public enum TcpInfoField {
  STATE(0, 1),
  CA_STATE(1, 1),
  RETRANSMITS(2, 1),
  PROBES(3, 1),
  BACKOFF(4, 1),
  OPTIONS(5, 1),
  /// Microseconds.
  RTO(8, 4),
  /// Microseconds.
  ATO(12, 4),
  SND_MSS(16, 4),
  RCV_MSS(20, 4),
  UNACKED(24, 4),
  SACKED(28, 4),
  LOST(32, 4),
  RETRANS(36, 4),
  FACKETS(40, 4),
  /// Milliseconds ago.
  LAST_DATA_SENT(44, 4),
  /// Never filled in.
  LAST_ACK_SENT(48, 4),
  /// Milliseconds ago.
  LAST_DATA_RECV(52, 4),
  /// Milliseconds ago.
  LAST_ACK_RECV(56, 4),
  PMTU(60, 4),
  RCV_SSTHRESH(64, 4),
  /// Microseconds, smoothed.
  RTT(68, 4),
  /// Microseconds: the smoothed deviation.
  RTTVAR(72, 4),
  /// Segments.
  SND_SSTHRESH(76, 4),
  /// Segments.
  SND_CWND(80, 4),
  ADVMSS(84, 4),
  REORDERING(88, 4),
  /// Microseconds.
  RCV_RTT(92, 4),
  RCV_SPACE(96, 4),
  TOTAL_RETRANS(100, 4),
  /// Bytes a second; all ones if unlimited.
  PACING_RATE(104, 8),
  /// Bytes a second; all ones if unlimited.
  MAX_PACING_RATE(112, 8),
  BYTES_ACKED(120, 8),
  BYTES_RECEIVED(128, 8),
  SEGS_OUT(136, 4),
  SEGS_IN(140, 4),
  NOTSENT_BYTES(144, 4),
  /// Microseconds: the least of the last minutes, not of the connection's life.
  MIN_RTT(148, 4),
  DATA_SEGS_IN(152, 4),
  DATA_SEGS_OUT(156, 4),
  /// Bytes a second.
  DELIVERY_RATE(160, 8),
  /// Microseconds.
  BUSY_TIME(168, 8),
  /// Microseconds.
  RWND_LIMITED(176, 8),
  /// Microseconds.
  SNDBUF_LIMITED(184, 8),
  DELIVERED(192, 4),
  DELIVERED_CE(196, 4),
  /// From Linux 4.19 on, as are the next three.
  BYTES_SENT(200, 8),
  BYTES_RETRANS(208, 8),
  DSACK_DUPS(216, 4),
  REORD_SEEN(220, 4),
  /// From Linux 5.4 on, as is the next.
  RCV_OOOPACK(224, 4),
  SND_WND(228, 4),
  /// From Linux 6.2 on, as is the next.
  RCV_WND(232, 4),
  REHASH(236, 4),
  /// From Linux 6.7 on, as are the next two.
  TOTAL_RTO(240, 2),
  TOTAL_RTO_RECOVERIES(242, 2),
  /// Milliseconds.
  TOTAL_RTO_TIME(244, 4),
  /// From Linux 6.18 on, as are all that follow.
  RECEIVED_CE(248, 4),
  DELIVERED_E1_BYTES(252, 4),
  DELIVERED_E0_BYTES(256, 4),
  DELIVERED_CE_BYTES(260, 4),
  RECEIVED_E1_BYTES(264, 4),
  RECEIVED_E0_BYTES(268, 4),
  RECEIVED_CE_BYTES(272, 4);

  private final int offset;
  private final int bytes;

  TcpInfoField(int offset, int bytes) {
    this.offset = offset;
    this.bytes = bytes;
  }

  /// Where in the structure the field begins.
  int offset() {
    return offset;
  }

  /// How long it is: 1, 2, 4 or 8.
  int bytes() {
    return bytes;
  }

  /// How long the structure must be to have the field.
  int end() {
    return offset + bytes;
  }
}
