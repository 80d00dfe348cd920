package org.estats.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Runs the whole program with few iterations, so that it does not rot. What the figures are does
/// not matter here: this machine may be busy.
class BenchTest {
  private static final long MINUTES_MAX = 4;

  private record Ended(int exitCode, String out, String err) {}

  @Test
  void everySectionMeasuresSomething() throws Exception {
    assumeTrue(isRoot(), "needs root: the collector is loaded");
    assumeTrue(Compiler.find().isPresent(), "needs a C compiler");

    Ended ended = bench(true, "--quick");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(medians(ended.out(), "Get, ")).hasSize(3).allMatch(median -> median > 0);
    assertThat(medians(ended.out(), "Set, ")).hasSize(3).allMatch(median -> median > 0);
    assertThat(medians(ended.out(), "Set off and Set on")).hasSize(3).allMatch(m -> m > 0);
    assertThat(medians(ended.out(), "read all, ")).hasSize(4).allMatch(median -> median > 0);
    assertThat(medians(ended.out(), "read those on, ")).hasSize(4).allMatch(median -> median > 0);
    assertThat(medians(ended.out(), "ss -tin")).hasSize(1);
    for (Traffic traffic : Traffic.values()) {
      assertThat(medians(ended.out(), traffic.label() + ": all groups")).hasSize(1);
      assertThat(medians(ended.out(), traffic.label() + ": off")).hasSize(1);
      assertThat(medians(ended.out(), traffic.label() + ": rate kept")).hasSize(2);
    }
    assertThat(medians(ended.out(), "kernel memory")).hasSize(1);
  }

  @Test
  void whatIsMeasuredIsAPlaceOfItsOwnThatGoesAway() throws Exception {
    assumeTrue(isRoot(), "needs root: namespaces are made");
    Ended ended = run(isolated("sh", "-c", "ls -A /run; ss -Hta; readlink /proc/self/ns/net"));
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).matches("net:\\[\\d+]\n");
    assertThat(ended.out().strip())
        .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString());
    assertThat(Path.of("/proc/self/mountinfo")).content().doesNotContain("estats-bench");
  }

  @Test
  void anUnknownSectionIsNamedBeforeAnythingIsDone() throws Exception {
    Ended ended = bench(false, "nonsense");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).startsWith("estats: no section nonsense").contains("usage: bench/run");
    assertThat(ended.out()).isEmpty();
  }

  /// The medians of the rows whose label begins so.
  private static List<Double> medians(String table, String label) {
    return table
        .lines()
        .filter(line -> line.startsWith("| " + label))
        .map(line -> Double.valueOf(line.split("\\|")[2].strip().split(" ")[0]))
        .toList();
  }

  private static Ended bench(boolean isIsolated, String... words) throws Exception {
    String temporary = isIsolated ? "/run" : System.getProperty("java.io.tmpdir");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:-UsePerfData"));
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of("-Djava.io.tmpdir=" + temporary, Bench.class.getName()));
    command.addAll(List.of(words));
    return run(isIsolated ? isolated(command.toArray(String[]::new)) : command);
  }

  private static List<String> isolated(String... command) {
    List<String> whole = new ArrayList<>(List.of(command));
    whole.addFirst(Path.of("isolated").toAbsolutePath().toString());
    return whole;
  }

  private static Ended run(List<String> command) throws Exception {
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

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS)
        .equals(0);
  }
}
