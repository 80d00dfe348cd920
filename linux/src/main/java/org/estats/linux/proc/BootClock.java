package org.estats.linux.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.estats.linux.ffi.LibC;

/// The time since this machine was started, sleep included, as the kernel half has it. Nobody can
/// set it; but a container may have a time namespace, in which this process sees it shifted.
public final class BootClock {

  private static final Path OFFSETS = Path.of("/proc/self/timens_offsets");

  /// A process keeps its time namespace for life.
  private static final long SHIFT_NANOS = shiftNanos();

  private BootClock() {}

  /// Nanoseconds since the start, of the machine and not of a container.
  public static long nanos() {
    return LibC.clockNanos(LibC.CLOCK_BOOTTIME) - SHIFT_NANOS;
  }

  private static long shiftNanos() {
    try {
      return shiftNanos(Files.readAllLines(OFFSETS));
    } catch (IOException e) {
      return 0; // a kernel without time namespaces
    }
  }

  /// The shift in the lines of `timens_offsets`: the clock, seconds and nanoseconds.
  static long shiftNanos(List<String> lines) {
    for (String line : lines) {
      String[] words = line.strip().split("\\s+");
      if (words.length == 3 && words[0].equals("boottime")) {
        return TimeUnit.SECONDS.toNanos(Long.parseLong(words[1])) + Long.parseLong(words[2]);
      }
    }
    return 0;
  }
}
