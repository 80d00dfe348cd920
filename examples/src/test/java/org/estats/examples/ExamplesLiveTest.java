package org.estats.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.estats.Estats;
import org.estats.catalogue.Switch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Runs the examples as a user does, each in a process of its own.
final class ExamplesLiveTest {

  private static final String ROD = "TCP_ESTATS_DATA_ROD_v0.";
  private static final int TYPES_WITH_SWITCH = 8;
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private static boolean wasThere;

  @BeforeAll
  static void needsTheCollector() throws IOException {
    wasThere = isMounted();
    boolean isRoot = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    assumeTrue(isRoot, "needs root");
    assumeTrue(Files.exists(Path.of("/sys/kernel/btf/vmlinux")), "needs a kernel with BTF");
    assumeTrue(Estats.system().maySet(), "needs root's capabilities");
  }

  /// The examples load the collector without knowing it by name; so does their module, hence the
  /// reflection. What was there before stays.
  @AfterAll
  static void leaveNothingBehind() throws Exception {
    boolean isOurs = !wasThere && isMounted();
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (isOurs && !collector("countOn").equals(0L) && System.nanoTime() < end) {
      Thread.sleep(20); // what an example has closed is gone a little later
    }
    if (isOurs && collector("countOn").equals(0L)) {
      collector("unload");
    }
  }

  private static Object collector(String method) throws ReflectiveOperationException {
    Module linux = Estats.system().getClass().getModule();
    Class<?> type = Class.forName(linux, "org.estats.linux.KernelCollector");
    return type.getMethod(method).invoke(null);
  }

  private static boolean isMounted() throws IOException {
    return Files.readString(Path.of("/proc/self/mountinfo")).contains(" /run/estats ");
  }

  @Test
  void theSampleCountsWhatItSent() throws Exception {
    List<String> lines = run(LoopbackSample.class);
    List<String> titles = lines.stream().filter(line -> line.startsWith("---")).toList();
    assertThat(titles)
        .containsExactly(
            "--- IPV4 client, before",
            "--- IPV4 server, before",
            "--- IPV4 client, after 1000 bytes",
            "--- IPV4 server, after 1000 bytes",
            "--- IPV6 client, before",
            "--- IPV6 server, before",
            "--- IPV6 client, after 1000 bytes",
            "--- IPV6 server, after 1000 bytes");
    assertThat(valuesOf(lines, ROD + "DataBytesOut")).containsExactly(twice("0", "0", "1000", "0"));
    assertThat(valuesOf(lines, ROD + "DataBytesIn")).containsExactly(twice("0", "0", "0", "1000"));
    assertThat(valuesOf(lines, ROD + "DataSegsOut")).containsExactly(twice("0", "0", "1", "0"));
    assertThat(valuesOf(lines, ROD + "ThruBytesReceived"))
        .containsExactly(twice("0", "0", "0", "1000"));
    assertThat(valuesOf(lines, "TCP_ESTATS_SYN_OPTS_ROS_v0.ActiveOpen"))
        .containsExactly(twice("1", "0", "1", "0"));
    assertThat(valuesOf(lines, "TCP_ESTATS_PATH_ROD_v0.MinMss")).hasSize(8).doesNotContain("0");
  }

  @Test
  void theSampleSwitchesOnWhatIsCollectedAndSaysWhatIsNot() throws Exception {
    List<String> lines = run(LoopbackSample.class);
    long refused = lines.stream().filter(l -> l.endsWith("is not supported.")).count();
    long off = lines.stream().filter(l -> l.endsWith(" is off")).count();
    boolean hasBandwidth =
        Estats.system()
            .collectable()
            .containsAll(List.of(Switch.BANDWIDTH_OUT, Switch.BANDWIDTH_IN));
    long collected =
        Estats.system().collectable().stream()
                .filter(s -> !s.name().startsWith("BANDWIDTH"))
                .count()
            + (hasBandwidth ? 1 : 0);
    assertThat(refused).isEqualTo(4 * (TYPES_WITH_SWITCH - collected));
    assertThat(off).isEqualTo(8 * (TYPES_WITH_SWITCH - collected));
  }

  @Test
  void tenLinesDoTheSame() throws Exception {
    List<String> lines = run(TenLines.class);
    assertThat(lines).hasSize(3).startsWith("sent 1000 bytes", "received 1000 bytes");
    assertThat(lines.get(2)).matches("round trip in ms: \\d+");
  }

  @Test
  void tenLinesAreTen() throws IOException {
    String source = Files.readString(Path.of("src/main/java/org/estats/examples/TenLines.java"));
    String body = source.substring(source.indexOf("accept()) {"), source.indexOf("    }\n  }"));
    assertThat(body.lines().skip(1).count()).isEqualTo(10);
  }

  @Test
  void metersShowWhatBothEndsOfAConnectionCount() throws Exception {
    assertThat(run(MicrometerMeters.class))
        .contains(
            "estats.connections opened 1.0",
            "estats.connections accepted 1.0",
            "estats.data.data.bytes.out opened 1000.0",
            "estats.data.thru.bytes.received accepted 1000.0");
  }

  @Test
  void flightRecorderHasTheEventOfAGroup() throws Exception {
    assertThat(run(FlightRecorderEvents.class))
        .anyMatch(line -> line.startsWith("estats.Data {"))
        .anyMatch(line -> line.matches("  (DataBytesOut|ThruBytesReceived) = 1000 bytes"));
  }

  /// The same for both families.
  private static String[] twice(String... values) {
    return Stream.of(values, values).flatMap(Stream::of).toArray(String[]::new);
  }

  /// The values that the lines `NAME = VALUE` show.
  private static List<String> valuesOf(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + " = "))
        .map(line -> line.substring(name.length() + 3))
        .toList();
  }

  private static List<String> run(Class<?> example) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "--enable-native-access=org.estats.linux",
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--class-path", // libraries of Micrometer, which is no module of its own yet
                System.getProperty("java.class.path"),
                "--module",
                "org.estats.examples/" + example.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said.lines().toList();
  }
}
