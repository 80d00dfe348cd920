package org.estats.win32;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Where a connection table goes.
///
/// @param table takes the rows
/// @param sizePointer the size of `table`, and takes the size needed
/// @param order whether the rows are to be sorted
record TableBuffer(MemorySegment table, MemorySegment sizePointer, boolean order) {

  private static final ValueLayout.OfInt DWORD =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Whether the size can be read and written.
  boolean hasSize() {
    return pointer().isWritable();
  }

  /// The table with the size it is said to have.
  Buffer rows() {
    return new Buffer(table, 0, pointer().read(Integer.BYTES).get(DWORD, 0));
  }

  /// Says how large a table must be.
  void size(int needed) {
    pointer().write(dword(needed));
  }

  private Buffer pointer() {
    return new Buffer(sizePointer, 0, Integer.BYTES);
  }

  private static MemorySegment dword(int number) {
    MemorySegment dword = MemorySegment.ofArray(new byte[Integer.BYTES]);
    dword.set(DWORD, 0, number);
    return dword;
  }
}
