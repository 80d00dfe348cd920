package org.estats.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How tests run the measurements, and what those need.
final class BenchSupport {
  private static final long MINUTES_MAX = 4;

  private BenchSupport() {}

  /// A program that has ended.
  record Ended(int exitCode, String out, String err) {}

  /// Skips the test, with the reason, where nothing can be measured.
  static void assumeMeasurable() throws IOException {
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "needs root: namespaces are made and the collector is loaded");
    assumeTrue(Compiler.find().isPresent(), "needs a C compiler: the traffic is made by C");
  }

  /// Runs the measurements, as `bench/run` does once they are built.
  static Ended bench(boolean isIsolated, String... words) throws Exception {
    String temporary = isIsolated ? "/run" : System.getProperty("java.io.tmpdir");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:-UsePerfData"));
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of("-Djava.io.tmpdir=" + temporary, Bench.class.getName()));
    command.addAll(List.of(words));
    return run(isIsolated ? isolated(command) : command);
  }

  /// The command in a place of its own.
  static List<String> isolated(List<String> command) {
    List<String> whole = new ArrayList<>(command);
    whole.addFirst(Path.of("isolated").toAbsolutePath().toString());
    return whole;
  }

  /// Runs a command to its end.
  static Ended run(List<String> command) throws Exception {
    Path out = Files.createTempFile("bench", ".out");
    Path err = Files.createTempFile("bench", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)).as("it ends").isTrue();
      return new Ended(process.exitValue(), read(out), read(err));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
