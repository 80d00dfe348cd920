package org.estats.win32;

import java.lang.foreign.MemorySegment;

/// A pointer that a caller gave, with the size and the version he gave for what it points to.
///
/// A caller's memory may be NULL, shorter than he says, closed, another thread's, or not to be
/// written; what touches it here asks first, and a pointer that cannot be used is as good as NULL.
///
/// @param at the pointer
/// @param version the version of the structure
/// @param size its size as the caller says, without sign
record Buffer(MemorySegment at, int version, int size) {

  /// The bytes that a structure's pointer must reach.
  static Buffer of(MemorySegment at, Structure structure) {
    return new Buffer(at, 0, structure.byteSize());
  }

  /// Whether a size was given.
  boolean isWanted() {
    return size != 0;
  }

  /// The size, 0 to 2^32 - 1.
  long bytes() {
    return Integer.toUnsignedLong(size);
  }

  /// Whether the pointer stands for NULL. A segment on the heap has addresses from 0 on.
  boolean isNull() {
    return at == null || at.isNative() && at.address() == 0;
  }

  /// Whether as many bytes as were said can be read.
  boolean isReadable() {
    return !isNull()
        && at.scope().isAlive()
        && at.isAccessibleBy(Thread.currentThread())
        && at.byteSize() >= bytes();
  }

  /// Whether as many bytes as were said can be written.
  boolean isWritable() {
    return isReadable() && !at.isReadOnly();
  }

  /// A copy of the first bytes, which nobody can close or change meanwhile.
  ///
  /// @throws UnusableMemory if it went away meanwhile
  MemorySegment read(int count) {
    MemorySegment copy = MemorySegment.ofArray(new byte[count]);
    readTo(copy);
    return copy;
  }

  /// Copies the begin, as much as fits.
  ///
  /// @throws UnusableMemory if it went away meanwhile
  void readTo(MemorySegment copy) {
    copy(at, copy, copy.byteSize());
  }

  /// Writes to the begin.
  ///
  /// @throws UnusableMemory if it went away meanwhile
  void write(MemorySegment from) {
    copy(from, at, from.byteSize());
  }

  private static void copy(MemorySegment from, MemorySegment to, long bytes) {
    boolean wasInterrupted = Thread.currentThread().isInterrupted();
    try {
      MemorySegment.copy(from, 0, to, 0, bytes);
    } catch (IllegalStateException | WrongThreadException | InternalError e) {
      if (!wasInterrupted) {
        // The JVM stops the copy by an asynchronous exception, and sets the flag to deliver it.
        Thread.interrupted();
      }
      throw new UnusableMemory(e);
    }
  }
}
