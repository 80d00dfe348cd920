package org.estats.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.estats.bench.BenchSupport.Ended;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Runs the whole program with few iterations, so that it does not rot. What the figures are does
/// not matter here: this machine may be busy.
class BenchLiveTest {
  @BeforeAll
  static void needs() throws IOException {
    BenchSupport.assumeMeasurable();
  }

  @Test
  void everySectionMeasuresSomething() throws Exception {
    Ended ended = BenchSupport.bench(true, "--quick");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    String table = ended.out();
    assertThat(medians(table, "Get, ")).hasSize(3).allMatch(median -> median > 0);
    assertThat(medians(table, "Set, ")).hasSize(3).allMatch(median -> median > 0);
    assertThat(medians(table, "Set off and Set on")).hasSize(3).allMatch(median -> median > 0);
    assertThat(medians(table, "read all, ")).hasSize(4).allMatch(median -> median > 0);
    assertThat(medians(table, "read those on, ")).hasSize(4).allMatch(median -> median > 0);
    assertThat(medians(table, "ss -tin")).hasSize(1);
    for (Traffic traffic : Traffic.values()) {
      assertThat(medians(table, traffic.label() + ": all groups")).hasSize(1);
      assertThat(medians(table, traffic.label() + ": off")).hasSize(1);
      assertThat(medians(table, traffic.label() + ": rate kept")).hasSize(2);
    }
    assertThat(medians(table, "kernel memory")).hasSize(1);
  }

  @Test
  void whatIsMeasuredIsAPlaceOfItsOwnThatGoesAway() throws Exception {
    List<String> look = List.of("sh", "-c", "ls -A /run; ss -Hta; readlink /proc/self/ns/net");
    List<String> before = places(); // this may be such a place itself
    Ended ended = BenchSupport.run(BenchSupport.isolated(look));
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).matches("net:\\[\\d+]\n");
    assertThat(ended.out().strip())
        .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString());
    assertThat(places()).isEqualTo(before);
  }

  private static List<String> places() throws IOException {
    try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return mounts.filter(mount -> mount.contains("estats-bench")).toList();
    }
  }

  /// The medians of the rows whose label begins so.
  private static List<Double> medians(String table, String label) {
    return table
        .lines()
        .filter(line -> line.startsWith("| " + label))
        .map(line -> Double.valueOf(line.split("\\|")[2].strip().split(" ")[0]))
        .toList();
  }
}
