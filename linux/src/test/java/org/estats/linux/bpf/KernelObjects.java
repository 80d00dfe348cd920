package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;

/// The programs, maps and links that a generation has in the kernel, by number.
///
/// @param programs those that are pinned, and those behind iterators
/// @param maps those that are pinned, and all that programs use
/// @param links of iterators and hooks
record KernelObjects(List<Integer> programs, List<Integer> maps, List<Integer> links) {

  private static final int PROG_GET_FD_BY_ID = 13;
  private static final int MAP_GET_FD_BY_ID = 14;
  private static final int LINK_GET_FD_BY_ID = 30;

  private static final int INFO_BYTES = 232;
  private static final int ID = 4;
  private static final int LINK_PROGRAM = 8;
  private static final int PROGRAM_MAPS = 52;
  private static final int PROGRAM_MAP_IDS = 56;
  private static final int MAPS_MAX = 16;

  static KernelObjects of(Generation generation) {
    KernelObjects found =
        new KernelObjects(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Pin pin : Pin.values()) {
      Path file = generation.directory().resolve(pin.fileName());
      switch (pin.kind()) {
        case MAP, RECORDS -> found.maps.add(number(file));
        case ITERATOR -> found.addLink(file);
        case PROGRAM, TRACEPOINT, SOCK_OPS -> found.addProgram(number(file));
      }
      Path link = generation.directory().resolve(pin.linkName());
      if (Files.exists(link)) {
        found.addLink(link);
      }
    }
    return found;
  }

  private void addLink(Path file) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(INFO_BYTES, 8);
      fill(info, Bpf.get(file.toString()));
      links.add(info.get(JAVA_INT, ID));
      addProgram(info.get(JAVA_INT, LINK_PROGRAM));
    }
  }

  private void addProgram(int number) {
    programs.add(number);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(INFO_BYTES, 8);
      MemorySegment ids = arena.allocate(4L * MAPS_MAX, 8);
      info.set(JAVA_INT, PROGRAM_MAPS, MAPS_MAX);
      info.set(java.lang.foreign.ValueLayout.JAVA_LONG, PROGRAM_MAP_IDS, ids.address());
      fill(info, Bpf.programByNumber(number));
      for (int i = 0; i < info.get(JAVA_INT, PROGRAM_MAPS); i++) {
        maps.add(ids.getAtIndex(JAVA_INT, i));
      }
    }
  }

  private static int number(Path file) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(INFO_BYTES, 8);
      fill(info, Bpf.get(file.toString()));
      return info.get(JAVA_INT, ID);
    }
  }

  private static void fill(MemorySegment info, int fd) {
    try {
      Bpf.info(fd, info);
    } finally {
      LibC.close(fd);
    }
  }

  /// What of it the kernel still has.
  List<String> thatAreStillThere() {
    List<String> found = new ArrayList<>();
    programs.forEach(n -> add(found, "program ", PROG_GET_FD_BY_ID, n));
    maps.forEach(n -> add(found, "map ", MAP_GET_FD_BY_ID, n));
    links.forEach(n -> add(found, "link ", LINK_GET_FD_BY_ID, n));
    return found;
  }

  private static void add(List<String> found, String kind, int command, int number) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = arena.allocate(96, 8);
      attribute.set(JAVA_INT, 0, number);
      LibC.close(LibC.bpf(command, attribute, "open " + kind + number));
      found.add(kind + number);
    } catch (NativeException e) {
      // gone
    }
  }
}
