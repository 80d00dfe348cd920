package org.estats.linux.diag;

import java.util.Set;

/// What a dump can bring beside the row itself. Each makes the answer longer and the dump slower.
public enum Detail {
  /// `tcp_info`.
  TCP_INFO(2),
  /// The name of the congestion control.
  CONGESTION_CONTROL(4),
  /// How much memory the socket holds: [SocketMemory].
  MEMORY(7);

  private final int attribute;

  Detail(int attribute) {
    this.attribute = attribute;
  }

  /// The number of the attribute that carries it (`INET_DIAG_*`).
  int attribute() {
    return attribute;
  }

  /// The mask by which these are asked for.
  static int mask(Set<Detail> details) {
    int mask = 0;
    for (Detail detail : details) {
      mask |= 1 << detail.attribute - 1;
    }
    return mask;
  }
}
