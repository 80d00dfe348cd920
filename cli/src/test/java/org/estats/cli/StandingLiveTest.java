package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.estats.Connection;
import org.estats.linux.KernelCollector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What stands longer than a command: rules, watches, and what a killed command leaves.
@ExtendWith(BorrowedCollector.class)
class StandingLiveTest {

  @Test
  void aRuleSwitchesOnWhatIsOpenedLaterAndNothingElse() throws Exception {
    try (LoopbackPair first = LoopbackPair.open("127.0.0.1")) {
      Ran added = Ran.command("enable", "--new", "lport=" + first.port(), "--group", "Data");
      assertThat(added.code()).as(added.err()).isZero();
      assertThat(added.err()).contains("for those that are there already");
      String rule = added.out().split(" ")[1];
      try (SocketChannel later = SocketChannel.open(first.listener().getLocalAddress());
          SocketChannel accepted = first.listener().accept()) {
        assertThat(offOf(Connection.of(accepted).toString())).doesNotContain("Data");
        assertThat(offOf(first.serverText())).contains("Data");
        assertThat(offOf(Connection.of(later).toString())).contains("Data");
      }
      Map<String, Object> listed = Json.objects(Ran.command("rules", "--json").out()).getFirst();
      assertThat(listed).containsEntry("rule", Long.valueOf(rule)).containsEntry("matched", 1L);
      assertThat(Ran.command("rules", "remove", rule).code()).isZero();
      assertThat(Ran.command("rules", "remove", rule).code()).isEqualTo(3);
      assertThat(Json.objects(Ran.command("rules", "--json").out())).isEmpty();
    }
  }

  private static List<Object> offOf(String connection) {
    return Json.list(
        Json.objects(Ran.command("get", connection, "--json").out()).getFirst().get("off"));
  }

  @Test
  void watchTellsDifferencesAndEndsWithTheConnection() throws Exception {
    LoopbackPair pair = LoopbackPair.open("127.0.0.1");
    assertThat(Ran.command("enable", pair.clientText()).code()).isZero();
    pair.send(1000);
    Process watch =
        new ProcessBuilder(Child.command("watch", pair.clientText(), "--json", "--every", "100ms"))
            .start();
    long seen = 0;
    String last;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(watch.getInputStream(), StandardCharsets.UTF_8))) {
      last = lines.readLine(); // the first difference: it watches now
      pair.send(70_000);
      pair.send(30_000);
      boolean isClosed = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
        Map<String, Object> object = Json.object(Json.read(line));
        if (object.containsKey("groups")) {
          Map<String, Object> data = Json.object(Json.object(object.get("groups")).get("Data"));
          seen += (Long) data.get("ThruBytesAcked");
        }
        if (seen >= 100_000 && !isClosed) {
          isClosed = true;
          pair.close();
        }
      }
    }
    assertThat(watch.waitFor()).isZero();
    assertThat(seen).isEqualTo(100_000);
    assertThat(Json.object(Json.read(last))).containsKey("ended");
  }

  @Test
  void whoeverStopsReadingEndsTheWatchInSilence() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      Process watch =
          new ProcessBuilder(Child.command("watch", "port=" + pair.port(), "--every", "50ms"))
              .start();
      assertThat(watch.getInputStream().read()).isPositive();
      watch.getInputStream().close();
      assertThat(watch.waitFor(20, TimeUnit.SECONDS)).as("it ends").isTrue();
      assertThat(new String(watch.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
          .doesNotContain("Exception", "estats: ");
      assertThat(watch.exitValue()).isZero();
    }
  }

  @Test
  @ExtendWith(Apart.class) // it unloads, and the collector of this machine is not its to unload
  void killedAtAnyMomentEnableLeavesWhatTheNextCommandWorksWith() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      for (int millis = 250; millis <= 1150; millis += 100) {
        Ran.command("unload");
        Process enable = new ProcessBuilder(Child.command("enable", pair.clientText())).start();
        enable.waitFor(millis, TimeUnit.MILLISECONDS);
        enable.destroyForcibly().waitFor();
        Ran next = Ran.command("enable", pair.clientText());
        assertThat(next.code()).as("killed after %d ms: %s", millis, next.err()).isZero();
        assertThat(KernelCollector.status().leftovers()).isEmpty();
      }
    }
  }

  @Test
  void doctorSaysThatItCanCollectAndNamesHooksThatRunForNothing() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      assertThat(Ran.command("enable", pair.clientText()).code()).isZero();
      Ran used = Ran.command("doctor");
      assertThat(used.code()).as(used.out()).isZero();
      assertThat(used.out()).contains("the full collector").doesNotContain("run for nothing");
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (KernelCollector.countOn() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(10); // what has been closed is gone a little later
    }
    Ran idle = Ran.command("doctor", "--json"); // the connection has ended, the hooks are there
    assertThat(Json.objects(idle.out()))
        .anySatisfy(check -> {
          assertThat(check).containsEntry("check", "in use").containsEntry("verdict", "note");
          assertThat(check.get("says").toString()).contains("run for nothing");
          assertThat(check.get("remedy").toString()).contains("disable --all");
        });
    Ran.command("disable", "--all");
    assertThat(Ran.command("doctor").out()).doesNotContain("run for nothing");
  }
}
