package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;

/// The `bpf(2)` system call, one method a command. Failures are [NativeException].
final class Bpf {

  private static final int MAP_LOOKUP_ELEM = 1;
  private static final int MAP_UPDATE_ELEM = 2;
  private static final int OBJ_PIN = 6;
  private static final int OBJ_GET = 7;
  private static final int PROG_TEST_RUN = 10;
  private static final int PROG_GET_FD_BY_ID = 13;
  private static final int OBJ_GET_INFO_BY_FD = 15;
  private static final int RAW_TRACEPOINT_OPEN = 17;
  private static final int BTF_GET_FD_BY_ID = 19;
  private static final int MAP_FREEZE = 22;
  private static final int LINK_CREATE = 28;
  private static final int LINK_GET_FD_BY_ID = 30;
  private static final int LINK_GET_NEXT_ID = 31;
  private static final int ENABLE_STATS = 32;
  private static final int ITER_CREATE = 33;

  private static final int CGROUP_SOCK_OPS = 3;
  private static final int TRACE_ITER = 28;

  /// Larger than any attribute structure used here.
  private static final int ATTRIBUTE_BYTES = 96;

  private static final int NEXT_ID = 4;
  private static final long NOEXIST = 1;

  static final int TEST_RUN_ATTRIBUTE_BYTES = 80;

  private Bpf() {}

  /// Opens what is pinned at a path.
  static int get(String path) {
    try (Arena arena = Arena.ofConfined()) {
      return get(arena.allocateFrom(path), path);
    }
  }

  /// Opens what is pinned at a path that has been made a C string already.
  static int get(MemorySegment cPath, String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = arena.allocate(16, 8);
      attribute.set(JAVA_LONG, 0, cPath.address());
      return LibC.bpf(OBJ_GET, attribute, "open " + path);
    } catch (NativeException e) {
      throw MountPoint.ofPin(e);
    }
  }

  /// Pins a program, map or link at a path.
  static void pin(int fd, String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = attribute(arena);
      attribute.set(JAVA_LONG, 0, arena.allocateFrom(path).address());
      attribute.set(JAVA_INT, 8, fd);
      LibC.bpf(OBJ_PIN, attribute, "pin " + path);
    }
  }

  /// Reads one element of a map.
  static void lookup(int mapFd, MemorySegment key, MemorySegment value) {
    mapElement(MAP_LOOKUP_ELEM, mapFd, key, value, "read a map");
  }

  /// Writes one element of a map.
  static void update(int mapFd, MemorySegment key, MemorySegment value) {
    mapElement(MAP_UPDATE_ELEM, mapFd, key, value, "write a map");
  }

  /// Writes an element of a map that is not there yet; EEXIST if it is.
  static void add(int mapFd, MemorySegment key, MemorySegment value) {
    mapElement(MAP_UPDATE_ELEM, mapFd, key, value, NOEXIST, "write a map");
  }

  /// Lets nobody write a map any more but programs in the kernel.
  static void freeze(int mapFd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = attribute(arena);
      attribute.set(JAVA_INT, 0, mapFd);
      LibC.bpf(MAP_FREEZE, attribute, "freeze a map");
    }
  }

  private static void mapElement(
      int command, int mapFd, MemorySegment key, MemorySegment value, String operation) {
    mapElement(command, mapFd, key, value, 0, operation);
  }

  private static void mapElement(
      int command,
      int mapFd,
      MemorySegment key,
      MemorySegment value,
      long flags,
      String operation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = attribute(arena);
      attribute.set(JAVA_INT, 0, mapFd);
      attribute.set(JAVA_LONG, 8, key.address());
      attribute.set(JAVA_LONG, 16, value.address());
      attribute.set(JAVA_LONG, 24, flags);
      LibC.bpf(command, attribute, operation);
    }
  }

  /// Attaches a `tp_btf` program to its tracepoint.
  ///
  /// @return the link
  static int attachTracepoint(int programFd, String operation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = attribute(arena);
      attribute.set(JAVA_INT, 8, programFd);
      return LibC.bpf(RAW_TRACEPOINT_OPEN, attribute, operation);
    }
  }

  /// Attaches a `sockops` program to a cgroup, beside others that may be there.
  ///
  /// @return the link
  static int attachSockOps(int programFd, int cgroupFd, String operation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = attribute(arena);
      attribute.set(JAVA_INT, 0, programFd);
      attribute.set(JAVA_INT, 4, cgroupFd);
      attribute.set(JAVA_INT, 8, CGROUP_SOCK_OPS);
      return LibC.bpf(LINK_CREATE, attribute, operation);
    }
  }

  /// Makes an iterator link.
  ///
  /// @param mapFd the map to walk, or -1 for an iterator that needs none
  /// @return the link
  static int attachIterator(int programFd, int mapFd, String operation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = attribute(arena);
      attribute.set(JAVA_INT, 0, programFd);
      attribute.set(JAVA_INT, 8, TRACE_ITER);
      if (mapFd >= 0) {
        MemorySegment target = arena.allocate(16, 8);
        target.set(JAVA_INT, 0, mapFd);
        attribute.set(JAVA_LONG, 16, target.address());
        attribute.set(JAVA_INT, 24, 16);
      }
      return LibC.bpf(LINK_CREATE, attribute, operation);
    }
  }

  /// Starts a reading of an iterator.
  static int createIterator(int linkFd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = attribute(arena);
      attribute.set(JAVA_INT, 0, linkFd);
      return LibC.bpf(ITER_CREATE, attribute, "start an iterator");
    }
  }

  /// Runs a program as a test. The attribute is the caller's, so that it can be used again.
  static void testRun(MemorySegment attribute) {
    LibC.bpf(PROG_TEST_RUN, attribute, "run a program");
  }

  /// Asks the kernel to keep run-time statistics of programs for as long as the descriptor is open.
  static int enableStatistics() {
    try (Arena arena = Arena.ofConfined()) {
      return LibC.bpf(ENABLE_STATS, attribute(arena), "enable run-time statistics");
    }
  }

  /// What the kernel knows of a program or map; as many bytes as the segment takes.
  static void info(int fd, MemorySegment into) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = attribute(arena);
      attribute.set(JAVA_INT, 0, fd);
      attribute.set(JAVA_INT, 4, (int) into.byteSize());
      attribute.set(JAVA_LONG, 8, into.address());
      LibC.bpf(OBJ_GET_INFO_BY_FD, attribute, "ask for information");
    }
  }

  /// Opens a program by its number.
  static int programByNumber(int number) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = attribute(arena);
      attribute.set(JAVA_INT, 0, number);
      return LibC.bpf(PROG_GET_FD_BY_ID, attribute, "open program " + number);
    }
  }

  /// Opens type information by its number. Needs CAP_SYS_ADMIN.
  static int typesByNumber(int number) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = attribute(arena);
      attribute.set(JAVA_INT, 0, number);
      return LibC.bpf(BTF_GET_FD_BY_ID, attribute, "open type information " + number);
    }
  }

  /// The number of the link after another.
  ///
  /// @param number 0 for the first
  /// @return 0 if there is none
  static int linkAfter(int number) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = attribute(arena);
      attribute.set(JAVA_INT, 0, number);
      LibC.bpf(LINK_GET_NEXT_ID, attribute, "look for links");
      return attribute.get(JAVA_INT, NEXT_ID);
    } catch (NativeException e) {
      if (e.errno() == Errno.ENOENT) {
        return 0;
      }
      throw e;
    }
  }

  /// Opens a link by its number.
  static int linkByNumber(int number) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = attribute(arena);
      attribute.set(JAVA_INT, 0, number);
      return LibC.bpf(LINK_GET_FD_BY_ID, attribute, "open link " + number);
    }
  }

  private static MemorySegment attribute(Arena arena) {
    return arena.allocate(ATTRIBUTE_BYTES, 8);
  }
}
