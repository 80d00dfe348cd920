package org.estats.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.estats.Connection;
import org.estats.linux.KernelCollector;

/// Kernel memory of a connection that is on: how much the kernel's caches of small memory grow when
/// many are switched on.
final class KernelMemory implements Section {
  private static final Path CACHES = Path.of("/proc/slabinfo");
  private static final String GENERAL = "kmalloc-";
  private static final int OBJECTS = 2;
  private static final int OBJECT_BYTES = 3;

  /// The kernel frees sockets with a delay; those of the last round are not to shrink this one.
  private static final long CALM_MILLIS = 300;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String about() {
    return "kernel memory of a connection that is on";
  }

  @Override
  public void measure(Plan plan, Optional<Floor> floor, Report report) throws IOException {
    KernelCollector.ensureRunning();
    Samples grown = new Samples();
    for (int round = 0; round < plan.rounds(); round++) {
      try (LoopbackPairs pairs = LoopbackPairs.open(plan.pairs())) {
        List<Connection> connections = pairs.connections();
        waitForCalm();
        long before = generalBytes();
        Switching.on(connections, Switching.all());
        grown.add((double) (generalBytes() - before) / connections.size());
        Switching.off(connections);
      }
    }
    report.add(Row.of("kernel memory of a connection that is on", grown, "bytes"));
    if (floor.isPresent()) {
      Samples element = new Samples();
      element.add(floor.get().elementBytes());
      report.add(Row.of("of which statistics", element, "bytes"));
    }
  }

  private static void waitForCalm() {
    try {
      Thread.sleep(CALM_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What the caches hold from which the kernel serves memory of any size, free places included.
  private static long generalBytes() throws IOException {
    try (Stream<String> lines = Files.lines(CACHES)) {
      return lines
          .filter(line -> line.startsWith(GENERAL))
          .map(line -> line.split("\\s+"))
          .mapToLong(f -> Long.parseLong(f[OBJECTS]) * Long.parseLong(f[OBJECT_BYTES]))
          .sum();
    }
  }
}
