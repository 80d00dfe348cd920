package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.estats.linux.KernelCollector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `diagnose` on connections of this machine, each by its port so that no other's are in the way.
@ExtendWith(BorrowedCollector.class)
class DiagnoseLiveTest {

  private static Map<String, Object> only(Ran ran, String connection) {
    assertThat(ran.code()).as(ran.err()).isZero();
    return Json.objects(ran.out()).stream()
        .filter(o -> o.get("connection").equals(connection))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anIdleConnectionIsCalmlySaidToBe() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      Ran ran = Ran.command("diagnose", "port=" + pair.port(), "--for", "500ms");
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.outLines())
          .containsExactly("2 connections watched for 500 ms: nothing is wrong; 2 idle");
      Ran json = Ran.command("diagnose", "port=" + pair.port(), "--for", "500ms", "--json");
      assertThat(only(json, pair.clientText()))
          .containsEntry("verdict", "none")
          .containsEntry("nature", "idle")
          .containsKeys("confidence", "shares", "evidence", "advice");
    }
  }

  @Test
  void whatItSwitchedOnItSwitchesOffAndNothingElse() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      assertThat(Ran.command("enable", "--group", "Path", pair.clientText()).code()).isZero();
      Ran.command("diagnose", "port=" + pair.port(), "--for", "100ms");
      assertThat(offOf(pair.clientText())).contains("Data", "SndCong").doesNotContain("Path");
      assertThat(offOf(pair.serverText())).contains("Path");
      Ran.command("disable", pair.clientText());
    }
  }

  private static List<Object> offOf(String connection) {
    return Json.list(
        Json.objects(Ran.command("get", connection, "--json").out()).getFirst().get("off"));
  }

  @Test
  void interruptedItStillSwitchesOff() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      Process diagnose =
          new ProcessBuilder(Child.command("diagnose", "port=" + pair.port(), "--for", "1m"))
              .start();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (KernelCollector.countOn() < 2 && System.nanoTime() < deadline) {
        Thread.sleep(50);
      }
      assertThat(KernelCollector.countOn()).as("it has begun").isEqualTo(2);
      diagnose.destroy(); // as Ctrl-C does: a signal that runs the shutdown hooks
      assertThat(diagnose.waitFor(90, TimeUnit.SECONDS)).isTrue();
      assertThat(KernelCollector.countOn()).isZero();
    }
  }

  @Test
  void whatEndsMeanwhileIsSaidToHaveEnded() throws Exception {
    LoopbackPair pair = LoopbackPair.open("127.0.0.1");
    Callable<Void> closing =
        () -> {
          long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
          while (KernelCollector.countOn() < 2 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
          }
          pair.close();
          return null;
        };
    FutureTask<Void> closer = new FutureTask<>(closing);
    Thread.ofPlatform().start(closer);
    Ran ran = Ran.command("diagnose", "port=" + pair.port(), "--for", "2s");
    closer.get();
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.outLines())
        .containsExactly(
            "2 connections ended before they were seen twice: there is nothing to diagnose.");
  }

  @Test
  void whatMatchesNothingIsNotFoundAndNonsenseIsUsage() {
    assertThat(Ran.command("diagnose", "port=1", "--for", "100ms").code()).isEqualTo(3);
    assertThat(Ran.command("diagnose", "--by", "colour").code()).isEqualTo(2);
    assertThat(Ran.command("diagnose", "--for", "soon").code()).isEqualTo(2);
  }

  @Test
  void foldedEveryConnectionIsInOneFold() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      String port = Integer.toString(pair.port());
      Ran ran = Ran.command("diagnose", "port=" + port, "--for", "100ms", "--by", "port", "--json");
      assertThat(Json.objects(ran.out()))
          .singleElement()
          .satisfies(fold ->
              assertThat(fold)
                  .containsEntry("by", "port")
                  .containsEntry("key", port)
                  .containsEntry("connections", 2L));
    }
  }
}
