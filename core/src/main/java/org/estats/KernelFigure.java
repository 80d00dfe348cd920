package org.estats;

import org.estats.catalogue.Catalogue;

/// What the kernel knows of a connection besides the members of EStats, for whoever judges it. They
/// need no switch. A source gives those that it has; they are in no group and in no table.
public enum KernelFigure {
  /// The send buffer's limit in bytes, the kernel's overhead included.
  SEND_BUFFER,
  /// What of it is in use, in bytes: what is written and not acknowledged, overhead included.
  SEND_QUEUED,
  /// 1 while an application that wanted to write more has not been told yet that there is room for
  /// it, else 0.
  WRITER_WAITS,
  /// The least round trip in microseconds that the kernel keeps, of the last five minutes by
  /// default, so it is older than what was switched on since.
  LEAST_RTT,
  /// Microseconds in which something was to be sent or acknowledged, since the connection began; in
  /// steps of the kernel's clock.
  BUSY_TIME,
  /// Those of them in which the peer's window was full.
  RECEIVER_LIMITED_TIME,
  /// Those of them in which the send buffer was full, as far as the kernel noticed.
  BUFFER_LIMITED_TIME,
  /// The rate at which segments arrived, by the latest sample, in bit/s.
  DELIVERY_RATE,
  /// 1 if that sample is of a moment when the application had nothing to send, else 0.
  IS_DELIVERY_APP_LIMITED,
  /// Segments that the peer said it received with a mark of congestion, since the connection began.
  DELIVERED_MARKED,
  /// How often the kernel saw segments overtake others, since the connection began.
  REORDERINGS,
  /// Retransmission timeouts since the connection began, all of a row.
  TIMEOUTS,
  /// Rows of them that began.
  TIMEOUT_ROWS,
  /// Microseconds from the first timeout of a row to its end, of all rows that have ended.
  TIMEOUT_TIME,
  /// The state of congestion control: 0 open, 1 disorder, 2 CWR, 3 recovery, 4 loss.
  CONGESTION_STATE;

  /// The name in the style of the members: `SendBuffer`.
  public String figureName() {
    return Catalogue.camelCase(name());
  }
}
