package org.estats.linux.diag;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.ToLongFunction;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;

/// A netlink socket to `sock_diag`, of the network namespace of the thread that opened it, and the
/// one buffer through which all answers come.
final class DiagSocket implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | LibC.O_CLOEXEC;
  private static final int NETLINK_SOCK_DIAG = 4;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_DONTWAIT = 0x40;

  /// Twice what a kernel puts into one datagram of a dump.
  static final int BUFFER_BYTES = 64 * 1024;

  private static final int BUFFER_BYTES_MAX = 16 * BUFFER_BYTES;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment request = arena.allocate(DiagRequest.BYTES_MAX, Long.BYTES);
  private final int fd;
  private MemorySegment buffer;
  private int lastNumber;

  DiagSocket(int bufferBytes) {
    buffer = arena.allocate(bufferBytes, Long.BYTES);
    try {
      fd = LibC.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
    } catch (NativeException e) {
      arena.close();
      throw e;
    }
  }

  /// The number for the next request.
  int nextNumber() {
    return ++lastNumber;
  }

  /// Where requests are written.
  DiagRequest request() {
    return new DiagRequest(request);
  }

  /// Sends a request and reads all of its answer.
  ///
  /// If reading stops half-way because the visitor throws, the rest of the answer is fetched and
  /// forgotten, so that the next request starts clean.
  void ask(MemorySegment message, AnswerReader reader) {
    untilNotInterrupted(m -> LibC.send(fd, m), message);
    boolean isRead = false;
    try {
      while (!reader.isDone() && receive(reader)) {
        // the reader has what came
      }
      isRead = true;
    } finally {
      if (!isRead) {
        forgetRest();
      }
    }
  }

  /// Nothing here ever waits: the kernel has the first datagram of an answer ready when `send`
  /// returns, and each further one when the one before it has been received.
  private boolean receive(AnswerReader reader) {
    long bytes = receive();
    if (bytes < 0) {
      reader.lost();
      return false;
    }
    if (bytes > buffer.byteSize()) {
      reader.lost();
    }
    reader.read(buffer.asSlice(0, Math.min(bytes, buffer.byteSize())));
    if (bytes > buffer.byteSize() && bytes <= BUFFER_BYTES_MAX) {
      buffer = arena.allocate(bytes, Long.BYTES); // for whoever asks again
    }
    return true;
  }

  private long receive() {
    try {
      return untilNotInterrupted(m -> LibC.receive(fd, m, MSG_TRUNC | MSG_DONTWAIT), buffer);
    } catch (NativeException e) {
      if (e.errno() == Errno.EAGAIN) {
        return -1;
      }
      throw e;
    }
  }

  private void forgetRest() {
    while (receive() >= 0) {
      // forgotten
    }
  }

  private static long untilNotInterrupted(
      ToLongFunction<MemorySegment> call, MemorySegment argument) {
    while (true) {
      try {
        return call.applyAsLong(argument);
      } catch (NativeException e) {
        if (e.errno() != Errno.EINTR) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    LibC.close(fd);
    arena.close();
  }
}
