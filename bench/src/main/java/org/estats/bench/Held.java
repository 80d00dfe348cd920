package org.estats.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What this process and the kernel hold at a moment.
///
/// @param values a number for each [Kind]
record Held(List<Long> values) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path ROOT = Path.of("/run/estats");
  private static final Path PINS = Path.of("/run/estats/current/");
  private static final Path CACHES = Path.of("/proc/slabinfo");
  private static final int CACHE_OBJECTS = 1;
  private static final int CACHE_OBJECT_BYTES = 3;

  /// What is looked at.
  enum Kind {
    /// What the heap holds after a collection.
    HEAP("heap after collection, kB", 10, 2_000),
    /// Native memory: what is resident and anonymous, the heap included.
    RESIDENT("resident memory, kB", 10, 8_000),
    /// The kernel's memory of any size, of the whole machine.
    KERNEL("kernel kmalloc, machine, kB", 10, 15_000),
    /// Sockets' memory, of the whole machine.
    SOCKETS("kernel sockets, machine, kB", 10, 10_000),
    /// Open files.
    DESCRIPTORS("file descriptors", 0, 8),
    /// Files on `/run/estats`.
    PINS("pins", 0, 0),
    /// Threads.
    THREADS("threads", 0, 3);

    private final String text;
    private final int percentMax;
    private final long noise;

    Kind(String text, int percentMax, long noise) {
      this.text = text;
      this.percentMax = percentMax;
      this.noise = noise;
    }

    String text() {
      return text;
    }

    /// Whether others on the machine have a share in it, which can only add.
    boolean isOfMachine() {
      return this == KERNEL || this == SOCKETS;
    }

    /// How much more is no growth yet.
    int percentMax() {
      return percentMax;
    }

    /// How much more is none either: what comes and goes.
    long noise() {
      return noise;
    }
  }

  static Held now() throws IOException {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new Held(
        List.of(
            (runtime.totalMemory() - runtime.freeMemory()) / 1024,
            status("RssAnon:"),
            caches("kmalloc-") / 1024,
            caches("TCP") / 1024,
            count(DESCRIPTORS),
            count(ROOT) + count(PINS),
            status("Threads:")));
  }

  long of(Kind kind) {
    return values.get(kind.ordinal());
  }

  static String header() {
    List<String> names = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      names.add("%12s".formatted(kind.name()));
    }
    return "    TIME" + String.join("", names);
  }

  String line(Duration at) {
    StringBuilder line =
        new StringBuilder("%5d:%02d".formatted(at.toMinutes(), at.toSecondsPart()));
    values.forEach(v -> line.append("%12d".formatted(v)));
    return line.toString();
  }

  private static long status(String name) throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
        .findFirst()
        .orElse(0);
  }

  private static long caches(String name) throws IOException {
    try (Stream<String> lines = Files.lines(CACHES)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.split("\\s+"))
          .mapToLong(f -> Long.parseLong(f[CACHE_OBJECTS]) * Long.parseLong(f[CACHE_OBJECT_BYTES]))
          .sum();
    }
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
