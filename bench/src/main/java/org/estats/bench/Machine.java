package org.estats.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/// What the figures depend on besides this project.
final class Machine {
  private static final Path LOAD = Path.of("/proc/loadavg");
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Path STATISTICS = Path.of("/proc/sys/kernel/bpf_stats_enabled");
  private static final Path CONGESTION = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");

  private Machine() {}

  /// The machine in a few lines.
  static String text() throws IOException {
    return """
    %s, %d processors (%s)
    Linux %s, congestion control %s
    %s %s
    """
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            Runtime.getRuntime().availableProcessors(),
            processor(),
            System.getProperty("os.version"),
            Files.readString(CONGESTION).strip(),
            System.getProperty("java.vm.name"),
            System.getProperty("java.vm.version"));
  }

  private static String processor() throws IOException {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  /// The load averages of 1, 5 and 15 minutes.
  static String load() throws IOException {
    String[] fields = Files.readString(LOAD).split(" ");
    return String.join(" ", fields[0], fields[1], fields[2]);
  }

  /// Whether the kernel keeps run-time statistics all the time, which costs each run of a program.
  static boolean keepsStatistics() throws IOException {
    return Files.exists(STATISTICS) && !Files.readString(STATISTICS).strip().equals("0");
  }
}
