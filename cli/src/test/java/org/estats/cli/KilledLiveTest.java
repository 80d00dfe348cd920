package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.estats.Connection;
import org.estats.Estats;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.collector.CollectorStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every command, killed at random moments under load: what nobody touched counts on, `doctor`
/// names whatever is left, and `unload` removes it.
///
/// `-Destats.kills=500` makes it the full run, `-Destats.seed=N` another one.
@ExtendWith(Apart.class)
class KilledLiveTest {

  private static final int KILLS = Integer.getInteger("estats.kills", 12);
  private static final long SEED = Long.getLong("estats.seed", 9);
  private static final int PAIRS = 4;
  private static final long MILLIS_MAX = 1500;

  private static final List<String> COMMANDS =
      List.of(
          "enable TOUCHED",
          "disable TOUCHED",
          "enable --new port=1",
          "enable --new process=nginx --sample 1/10",
          "rules remove 1",
          "rules --json",
          "get UNTOUCHED --json",
          "list --json",
          "watch UNTOUCHED --every 10ms",
          "closed --follow --json",
          "doctor",
          "diagnose TOUCHED --for 1s",
          "setup --readers games",
          "demo one-loss");

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final EstatsSource source = Estats.system();
  private final List<LoopbackPair> untouched = new ArrayList<>();
  private final List<LoopbackPair> touched = new ArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private final Map<String, Integer> kills = new TreeMap<>();
  private volatile boolean isOver;

  @Test
  void whoeverIsKilledNothingThatWasCountedIsLost() throws Exception {
    for (int i = 0; i < PAIRS; i++) {
      untouched.add(LoopbackPair.open("127.0.0.1"));
      touched.add(LoopbackPair.open("127.0.0.1"));
    }
    for (LoopbackPair pair : untouched) {
      source.set(
          Connection.of(pair.client()), EnumSet.allOf(Switch.class), EnumSet.noneOf(Switch.class));
    }
    Thread load = Thread.ofPlatform().start(this::load);
    Snapshot last = read();
    for (int i = 0; i < KILLS; i++) {
      kill(COMMANDS.get(random.nextInt(COMMANDS.size())));
      last = assertGoesOn(last, i);
      if (i % 20 == 0) {
        assertDoctorNamesWhatIsLeft();
      }
    }
    isOver = true;
    load.join();
    Snapshot all = read();
    assertThat(all.data().dataBytesOut().get() - all.path().bytesRetrans().get())
        .as("after %s", kills)
        .isEqualTo(sent.get());
    for (int i = 0; i < 1 + KILLS / 10; i++) {
      KernelCollector.ensureRunning();
      kill("unload");
      assertDoctorNamesWhatIsLeft();
      assertUnloads();
    }
    System.out.println(KILLS + " commands killed, and unloads: " + kills);
  }

  private Snapshot read() throws IOException {
    return source.get(Connection.of(untouched.getFirst().client()));
  }

  /// Traffic on the first untouched connection, and some that come and go.
  private void load() {
    try {
      while (!isOver) {
        untouched.getFirst().send(5000);
        sent.addAndGet(5000);
        LoopbackPair.open("127.0.0.1").close();
        Thread.sleep(1);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void kill(String command) throws Exception {
    String typed =
        command
            .replace("UNTOUCHED", "port=" + untouched.get(random.nextInt(PAIRS)).port())
            .replace("TOUCHED", "port=" + touched.get(random.nextInt(PAIRS)).port());
    Process process =
        new ProcessBuilder(Child.command(typed.split(" ")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.waitFor(random.nextLong(MILLIS_MAX), TimeUnit.MILLISECONDS);
    boolean wasAlive = process.isAlive();
    process.destroyForcibly().waitFor();
    if (wasAlive) {
      kills.merge(command.split(" ")[0], 1, Integer::sum);
    }
  }

  private Snapshot assertGoesOn(Snapshot before, int number) throws IOException {
    Snapshot now = read();
    String which = "after %d: %s".formatted(number, kills);
    assertThat(now.on()).as(which).isEqualTo(EnumSet.allOf(Switch.class));
    for (Switch s : now.on()) {
      assertThat(Duration.between(before.since(s).orElseThrow(), now.since(s).orElseThrow()).abs())
          .as("since %s, %s", s, which)
          .isLessThan(Duration.ofSeconds(1));
    }
    assertThat(now.data().dataBytesOut().get())
        .as(which)
        .isGreaterThanOrEqualTo(before.data().dataBytesOut().get());
    return now;
  }

  private void assertDoctorNamesWhatIsLeft() throws Exception {
    CollectorStatus status = KernelCollector.status();
    Ran doctor = Child.estats("doctor");
    assertThat(doctor.err()).doesNotContain("Exception");
    assertThat(status.leftovers()).allSatisfy(left -> assertThat(doctor.out()).contains(left));
    if (status.generation().isPresent()) {
      status.hooks().stream()
          .filter(hook -> !hook.isAttached())
          .forEach(
              hook -> assertThat(doctor.out()).contains("hook " + hook.name() + ": not attached"));
    }
  }

  private static void assertUnloads() throws Exception {
    Ran unload = Child.estats("unload");
    assertThat(unload.code()).as(unload.err()).isZero();
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain("/run/estats");
    assertThat(Path.of("/run/estats")).doesNotExist();
    assertThat(Child.estats("doctor").out()).contains("not loaded");
  }
}
