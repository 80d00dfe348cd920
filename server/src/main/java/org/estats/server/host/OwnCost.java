package org.estats.server.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process costs its host.
public final class OwnCost {

  private static final Path STATM = Path.of("/proc/self/statm");
  private static final int PAGE_BYTES = 4096;
  private static final long WINDOW_NANOS = 10_000_000_000L;

  private long windowBegan = System.nanoTime();
  private long windowCpu = cpuNanos();
  private double share;

  /// Processor time since it began.
  public static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().map(d -> d.toNanos()).orElse(0L);
  }

  /// Part of one processor's time, over the last ten seconds that are whole.
  public synchronized double cpuShare() {
    long now = System.nanoTime();
    if (now - windowBegan >= WINDOW_NANOS || share == 0) {
      long cpu = cpuNanos();
      share = now > windowBegan ? (double) (cpu - windowCpu) / (now - windowBegan) : 0;
      if (now - windowBegan >= WINDOW_NANOS) {
        windowBegan = now;
        windowCpu = cpu;
      }
    }
    return share;
  }

  /// Memory that it holds.
  public static long residentBytes() {
    try {
      return Long.parseLong(Files.readString(STATM).split(" ")[1]) * PAGE_BYTES;
    } catch (IOException e) {
      return 0;
    }
  }

  /// Heap in use.
  public static long heapBytes() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
