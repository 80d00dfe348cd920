package org.estats.linux.diag;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;

/// Takes the datagrams of one answer of the kernel apart, whatever is in them.
///
/// ```text
///  0        4      6       8        12       16
///  +--------+------+-------+--------+--------+---------+----------------
///  | length | type | flags | number | sender | payload | next, 4-aligned
///  +--------+------+-------+--------+--------+---------+----------------
/// ```
final class AnswerReader {

  static final int HEADER_BYTES = 16;

  private static final int TYPE_ERROR = 2;
  private static final int TYPE_DONE = 3;
  private static final int FLAG_MULTI = 0x2;
  private static final int FLAG_INTERRUPTED = 0x10;

  private final int number;
  private final SocketView view;
  private final Consumer<? super SocketView> visitor;

  private long sockets;
  private int errno;
  private boolean isDone;
  private boolean isDamaged;

  /// @param number the number of the request, which its answer bears
  /// @param view the object through which sockets are shown
  AnswerReader(int number, SocketView view, Consumer<? super SocketView> visitor) {
    this.number = number;
    this.view = view;
    this.visitor = visitor;
  }

  /// Reads one datagram.
  void read(MemorySegment datagram) {
    long size = datagram.byteSize();
    long at = 0;
    while (!isDone && at < size) {
      if (size - at < HEADER_BYTES) {
        isDamaged = true;
        return;
      }
      long length = datagram.get(ValueLayout.JAVA_INT_UNALIGNED, at) & 0xFFFF_FFFFL;
      if (length < HEADER_BYTES || length > size - at) {
        isDamaged = true;
        return;
      }
      message(datagram, at, at + length);
      at += (length + 3) & ~3L;
    }
  }

  private void message(MemorySegment datagram, long at, long end) {
    if (datagram.get(ValueLayout.JAVA_INT_UNALIGNED, at + 8) != number) {
      return; // of an answer that somebody stopped reading
    }
    int type = datagram.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + 4) & 0xFFFF;
    int flags = datagram.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + 6) & 0xFFFF;
    isDamaged |= (flags & FLAG_INTERRUPTED) != 0;
    switch (type) {
      case TYPE_ERROR, TYPE_DONE -> end(datagram, at + HEADER_BYTES, end);
      case DiagRequest.SOCK_DIAG_BY_FAMILY -> {
        socket(datagram, at + HEADER_BYTES, end);
        isDone = (flags & FLAG_MULTI) == 0;
      }
      default -> {}
    }
  }

  private void end(MemorySegment datagram, long at, long end) {
    isDone = true;
    if (end - at >= Integer.BYTES) {
      int result = datagram.get(ValueLayout.JAVA_INT_UNALIGNED, at);
      errno = result < 0 && result != Integer.MIN_VALUE ? -result : 0;
    }
  }

  private void socket(MemorySegment datagram, long at, long end) {
    if (view.moveTo(datagram, at, end)) {
      sockets++;
      visitor.accept(view);
    } else {
      isDamaged = true;
    }
  }

  /// Something of the answer was lost on the way.
  void lost() {
    isDamaged = true;
  }

  /// Whether the answer is complete.
  boolean isDone() {
    return isDone;
  }

  /// Whether sockets may be missing or told twice: the kernel said so, or the answer made no sense.
  boolean isDamaged() {
    return isDamaged;
  }

  /// The error the kernel answered with, or 0.
  int errno() {
    return errno;
  }

  /// How many sockets were shown.
  long sockets() {
    return sockets;
  }
}
