package org.estats.linux.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Memory outside the heap into which a [TunDevice] reads packets and from which it writes them.
///
/// The same bytes are seen through [#bytes()], so that whoever looks into packets needs no native
/// access. Once closed, neither may be used any more.
public final class PacketMemory implements AutoCloseable {

  private final Arena arena = Arena.ofShared();
  private final ByteBuffer bytes;
  private final long address;

  /// Reserves memory, filled with zeroes.
  public PacketMemory(int sizeBytes) {
    MemorySegment segment = arena.allocate(sizeBytes, 64);
    this.bytes = segment.asByteBuffer();
    this.address = segment.address();
  }

  /// The memory, in network byte order.
  public ByteBuffer bytes() {
    return bytes;
  }

  /// The address of a range, which is checked to lie inside.
  long address(int offset, int length) {
    if ((offset | length) < 0 || offset > bytes.capacity() - length) {
      throw new IndexOutOfBoundsException(
          offset + "+" + length + " is outside of " + bytes.capacity() + " bytes");
    }
    return address + offset;
  }

  @Override
  public void close() {
    arena.close();
  }
}
