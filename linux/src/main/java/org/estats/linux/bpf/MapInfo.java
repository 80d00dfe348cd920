package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What the kernel says of a map, as far as it is asked here (`struct bpf_map_info`).
///
/// @param number by which one map is told from another; two pins of one map have the same
/// @param entries how many elements it has room for
/// @param types the number of the type information it came with; 0 if it has none
record MapInfo(int number, int entries, int types) {

  private static final int BYTES = 80;
  private static final int ID = 4;
  private static final int MAX_ENTRIES = 16;
  private static final int TYPES = 64;

  /// Of an open map.
  static MapInfo of(int mapFd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(BYTES, 8);
      Bpf.info(mapFd, info);
      return new MapInfo(
          info.get(JAVA_INT, ID), info.get(JAVA_INT, MAX_ENTRIES), info.get(JAVA_INT, TYPES));
    }
  }
}
