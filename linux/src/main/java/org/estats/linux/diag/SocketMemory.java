package org.estats.linux.diag;

/// The figures of `INET_DIAG_SKMEMINFO`, in the kernel's order (`SK_MEMINFO_*`). All but the last
/// are bytes, the kernel's own overhead included.
public enum SocketMemory {
  /// Held by what has been received and not read.
  RECEIVE_ALLOCATED,
  /// The receive buffer's limit.
  RECEIVE_BUFFER,
  /// Held by what is on its way out below TCP.
  SEND_ALLOCATED,
  /// The send buffer's limit.
  SEND_BUFFER,
  /// Set aside and not yet used.
  FORWARD_ALLOCATED,
  /// Held by what has been written and not acknowledged.
  SEND_QUEUED,
  /// Held by socket options, socket-local storage among them.
  OPTIONS,
  /// Waiting until whoever holds the socket lets go of it.
  BACKLOG,
  /// Packets dropped, a count.
  DROPS
}
