package org.estats.linux.diag;

import java.util.Optional;

/// How full a socket's send buffer is, the kernel's overhead included.
///
/// @param limitBytes how much it may hold
/// @param queuedBytes how much it holds: what is written and not acknowledged
public record SendMemory(long limitBytes, long queuedBytes) {

  /// That of a socket of a dump; empty if it came without [Detail#MEMORY].
  static Optional<SendMemory> of(SocketView socket) {
    return socket.has(SocketMemory.SEND_QUEUED)
        ? Optional.of(
            new SendMemory(
                socket.memory(SocketMemory.SEND_BUFFER), socket.memory(SocketMemory.SEND_QUEUED)))
        : Optional.empty();
  }
}
