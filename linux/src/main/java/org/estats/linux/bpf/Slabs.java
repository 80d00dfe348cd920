package org.estats.linux.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.estats.linux.ffi.LibC;

/// Memory for as many records as come, one after the other, in large pieces that are kept for the
/// next reading. No record lies in two pieces.
final class Slabs {

  /// Twice a large page and more: a piece is large pages for the most part.
  private static final long SLAB_BYTES = 16L << 20;

  private final Arena arena;
  private final List<MemorySegment> slabs = new ArrayList<>();

  private int recordBytes;
  private int perSlab;
  private long usable;

  /// Bytes that are filled, over all pieces.
  private long filled;

  Slabs(Arena arena) {
    this.arena = arena;
  }

  /// Begins anew with records of another size.
  void clear(int newRecordBytes) {
    recordBytes = newRecordBytes;
    perSlab = (int) (SLAB_BYTES / recordBytes);
    usable = (long) perSlab * recordBytes;
    filled = 0;
  }

  /// Where the next bytes go; never empty.
  MemorySegment free() {
    int slab = (int) (filled / usable);
    if (slab == slabs.size()) {
      slabs.add(LibC.mapAnonymous(SLAB_BYTES, arena));
    }
    long used = filled % usable;
    return slabs.get(slab).asSlice(used, usable - used);
  }

  /// So many bytes have come there.
  void fill(long bytes) {
    filled += bytes;
  }

  /// How many whole records there are.
  int count() {
    return (int) (filled / recordBytes);
  }

  MemorySegment first() {
    return slabs.getFirst();
  }

  /// The piece in which a record lies.
  MemorySegment slabOf(int record) {
    return slabs.get(record / perSlab);
  }

  /// Where in that piece it begins.
  long placeOf(int record) {
    return (long) (record % perSlab) * recordBytes;
  }

  /// Overwrites a record with another.
  void move(int from, int to) {
    MemorySegment.copy(slabOf(from), placeOf(from), slabOf(to), placeOf(to), recordBytes);
  }

  /// Keeps the first so many records.
  void truncate(int count) {
    filled = (long) count * recordBytes;
  }
}
