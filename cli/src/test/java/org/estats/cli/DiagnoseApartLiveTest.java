package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.estats.linux.KernelCollector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `diagnose` on a machine of its own, of which it is known what there is.
@ExtendWith(Apart.class)
class DiagnoseApartLiveTest {

  private static final int PAIRS = 40;

  @Test
  void withoutConnectionsItSaysSoAtOnceAndLoadsNothing() {
    long began = System.nanoTime();
    Ran ran = Ran.command("diagnose", "--for", "1m");
    assertThat(ran.code()).isZero();
    assertThat(ran.outLines()).containsExactly("No connections: there is nothing to diagnose.");
    assertThat(Json.objects(Ran.command("diagnose", "--for", "1m", "--json").out())).isEmpty();
    assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(60));
    assertThat(Files.exists(Path.of("/run/estats"))).isFalse();
  }

  @Test
  void withNothingWrongTheAnswerIsCalmAndFitsOnAScreen() throws Exception {
    List<LoopbackPair> pairs = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      pairs.add(LoopbackPair.open("127.0.0.1"));
    }
    Thread talk = Thread.ofPlatform().daemon().start(() -> chat(pairs.subList(0, PAIRS / 2)));
    Ran ran = Ran.onTerminal(80, "diagnose", "--for", "1s");
    talk.interrupt();
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.outLines()).hasSizeLessThan(24);
    assertThat(ran.outLines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(ran.out())
        .startsWith(2 * PAIRS + " connections watched for 1 s: nothing is wrong; ")
        .contains("healthy", "idle");
    assertThat(KernelCollector.countOn()).isZero();
  }

  private static void chat(List<LoopbackPair> pairs) {
    try {
      while (true) {
        for (LoopbackPair pair : pairs) {
          pair.send(100);
        }
        Thread.sleep(20);
      }
    } catch (java.io.IOException | InterruptedException e) {
      // the test is over
    }
  }

  @Test
  void followingItSeesNewConnectionsAndInterruptedLeavesNothingOn() throws Exception {
    Process diagnose =
        new ProcessBuilder(Child.command("diagnose", "--follow", "--for", "200ms", "--json"))
            .start();
    try (LoopbackPair first = LoopbackPair.open("127.0.0.1");
        BufferedReader lines = diagnose.inputReader()) {
      assertThat(Json.object(Json.read(lines.readLine())).get("connection"))
          .isIn(first.clientText(), first.serverText());
      try (LoopbackPair second = LoopbackPair.open("127.0.0.1")) {
        String line = lines.readLine();
        for (int i = 0; i < 100 && !line.contains(second.clientText()); i++) {
          line = lines.readLine();
        }
        assertThat(Json.object(Json.read(line))).containsEntry("connection", second.clientText());
        diagnose.destroy(); // as Ctrl-C does
        assertThat(diagnose.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(KernelCollector.countOn()).isZero();
      }
    } finally {
      diagnose.destroyForcibly();
    }
  }

  @Test
  void eachWayToFoldHasItsKey() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      long netns = (Long) Files.getAttribute(Path.of("/proc/thread-self/ns/net"), "unix:ino");
      Map<String, String> keys =
          Map.of(
              "remote", "127.0.0.0/24",
              "port", Integer.toString(pair.port()),
              "process", Apart.class.getName(),
              "netns", Long.toString(netns),
              "namespace", Long.toString(netns));
      keys.forEach((by, key) -> {
        Ran ran = Ran.command("diagnose", "--for", "50ms", "--by", by, "--json");
        assertThat(Json.objects(ran.out()))
            .as(by)
            .singleElement()
            .satisfies(fold ->
                assertThat(fold).containsEntry("key", key).containsEntry("connections", 2L));
      });
    }
  }

  @Test
  void withoutRightsItJudgesByTcpInfoAndSaysWhatThatCannotTell() throws Exception {
    assumeTrue(asNobody("--version").code() == 0, "needs a checkout that everybody may read");
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      pair.client().configureBlocking(false);
      ByteBuffer data = ByteBuffer.allocate(1 << 20);
      for (int i = 0; i < 50; i++) {
        pair.client().write(data.clear()); // nobody reads
        Thread.sleep(5);
      }
      Ran ran = asNobody("diagnose", pair.clientText(), "--for", "2s", "--json");
      assertThat(ran.code()).as(ran.err()).isZero();
      Map<String, Object> found = Json.objects(ran.out()).getFirst();
      assertThat(found).containsEntry("verdict", "receiver").containsEntry("nature", "zero-window");
      assertThat(Json.list(found.get("untold"))).isNotEmpty();
      assertThat(ran.err()).contains("may not switch statistics on", "sudo ");
      assertThat(Files.exists(Path.of("/run/estats"))).isFalse();
    }
  }

  /// As under ip netns exec where mounts are private: more rights would not help.
  @Test
  void whereTheCollectorCannotBeLoadedItSaysWhy() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      List<String> command =
          new ArrayList<>(List.of("unshare", "--mount", "--propagation=private"));
      command.addAll(Child.command("diagnose", pair.clientText(), "--for", "200ms"));
      Ran ran = Child.run(new ProcessBuilder(command));
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.err())
          .contains("statistics cannot be switched on here", "mounts of its own", "try: ")
          .doesNotContain("this user", "for the whole picture");
    }
  }

  private static Ran asNobody(String... args) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    // So that the jars may lie in a home that is closed to others; it lets nobody switch anything.
    command.add("--inh-caps=-all,+dac_read_search");
    command.add("--ambient-caps=-all,+dac_read_search");
    command.addAll(Child.command(args));
    return Child.run(new ProcessBuilder(command));
  }
}
