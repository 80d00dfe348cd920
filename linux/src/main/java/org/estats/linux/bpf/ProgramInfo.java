package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;

/// What the kernel tells of a loaded program.
///
/// @param number its number
/// @param nanos time it has run, while run-time statistics were enabled
/// @param runs how often, likewise
/// @param skipped how often the kernel did not run it because it was running on that processor
///   already; counted always
record ProgramInfo(int number, long nanos, long runs, long skipped) {

  /// `struct bpf_prog_info`: enough of it to reach what is read here.
  private static final int BYTES = 232;

  private static final int ID = 4;
  private static final int RUN_TIME_NS = 192;
  private static final int RUN_CNT = 200;
  private static final int RECURSION_MISSES = 208;

  private static final long GONE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long GONE_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /// The program pinned for a generation; empty if it may not be opened.
  static Optional<ProgramInfo> ofPin(Generation generation, Pin pin) {
    try {
      int fd = Bpf.get(generation.pathOf(pin));
      try {
        return Optional.of(ofProgram(fd));
      } finally {
        LibC.close(fd);
      }
    } catch (NativeException e) {
      return Optional.empty();
    }
  }

  /// An open program.
  static ProgramInfo ofProgram(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(BYTES, 8);
      Bpf.info(fd, info);
      return new ProgramInfo(
          info.get(JAVA_INT, ID),
          info.get(JAVA_LONG, RUN_TIME_NS),
          info.get(JAVA_LONG, RUN_CNT),
          info.get(JAVA_LONG, RECURSION_MISSES));
    }
  }

  /// The numbers of all programs a generation has pinned by themselves.
  static List<Integer> numbersIn(Generation generation) {
    List<Integer> numbers = new ArrayList<>();
    for (Pin pin : Pin.values()) {
      if (pin.kind() == Pin.Kind.PROGRAM || pin.isHook()) {
        ofPin(generation, pin).ifPresent(info -> numbers.add(info.number()));
      }
    }
    return numbers;
  }

  /// Waits until programs are gone: readers may hold one for the few milliseconds of a
  /// [ProgramLease].
  static void awaitGone(List<Integer> programs) {
    long end = System.nanoTime() + GONE_WAIT_NANOS;
    for (int number : programs) {
      while (isLoaded(number) && System.nanoTime() < end) {
        LockSupport.parkNanos(GONE_POLL_NANOS);
      }
    }
  }

  private static boolean isLoaded(int number) {
    try {
      LibC.close(Bpf.programByNumber(number));
      return true;
    } catch (NativeException e) {
      return false;
    }
  }
}
