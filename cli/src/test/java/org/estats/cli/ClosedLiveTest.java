package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.estats.linux.LinuxSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `closed`: what it says of connections that have ended, once and as they end.
@ExtendWith(BorrowedCollector.class)
class ClosedLiveTest {

  /// A connection that carried so many bytes and was then reset by its client.
  private static LoopbackPair ended(int bytes) throws Exception {
    LoopbackPair pair = LoopbackPair.open("127.0.0.1");
    assertThat(Ran.command("enable", pair.clientText()).code()).isZero();
    assertThat(Ran.command("enable", pair.serverText()).code()).isZero();
    new LinuxSource().close();
    pair.send(bytes);
    pair.awaitAcknowledged();
    pair.client().setOption(StandardSocketOptions.SO_LINGER, 0);
    return pair;
  }

  @Test
  void aConnectionThatHasEndedIsThereAsGetWouldShowIt() throws Exception {
    Instant before = Instant.now();
    LoopbackPair pair = ended(10_000);
    String client = pair.clientText();
    String server = pair.serverText();
    String port = "port=" + pair.port();
    pair.close();
    awaitBoth(port);
    Ran json = Ran.command("closed", port, "--json");
    assertThat(json.code()).as(json.err()).isZero();
    List<Map<String, Object>> records = Json.objects(json.out());
    assertThat(records).hasSize(2);
    Map<String, Object> one =
        records.stream().filter(r -> r.get("connection").equals(client)).findFirst().orElseThrow();
    Map<String, Object> other =
        records.stream().filter(r -> r.get("connection").equals(server)).findFirst().orElseThrow();
    assertThat(one)
        .containsOnlyKeys(
            "connection", "netns", "state", "since", "groups", "off", "absent", "ended", "how")
        .containsEntry("how", "reset by us")
        .containsEntry("state", "ESTABLISHED");
    assertThat(other).containsEntry("how", "reset by them");
    Instant since = Instant.parse((String) one.get("since"));
    Instant end = Instant.parse((String) one.get("ended"));
    assertThat(since).isAfter(before.minusMillis(5)).isBefore(end);
    assertThat(end).isBefore(Instant.now().plusMillis(5));
    Map<String, Object> data = Json.object(Json.object(one.get("groups")).get("Data"));
    assertThat(data).containsEntry("ThruBytesAcked", 10_000L);
    Ran text = Ran.command("closed", client, "--group", "Data");
    assertThat(text.outLines().getFirst())
        .isEqualTo(client + "  ended in ESTABLISHED: reset by us");
    assertThat(text.out()).containsPattern("ThruBytesAcked +10000 bytes").doesNotContain("Path");
  }

  @Test
  void filtersAreThoseOfOtherCommandsAsFarAsTheyCanBeTold() throws Exception {
    LoopbackPair pair = ended(5_000);
    String port = "port=" + pair.port();
    pair.close();
    awaitBoth(port);
    assertThat(count(port)).isEqualTo(2);
    assertThat(count(port, "netns=all")).isEqualTo(2);
    assertThat(count(port, "netns=1")).isZero();
    assertThat(count("lport=1")).isZero();
    assertThat(count(port, "Data.ThruBytesAcked>=5000")).isEqualTo(1);
    assertThat(count(port, "uid=0")).isEqualTo(2);
    assertThat(count(port, "uid=1")).isZero();
    assertThat(Ran.command("closed", port, "process=java").code()).isEqualTo(2);
    assertThat(Ran.command("closed", port, "cgroup=/").code()).isEqualTo(2);
  }

  /// The peer's end is over when the reset has reached it.
  private static void awaitBoth(String port) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (count(port) < 2 && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
  }

  private static int count(String... filter) {
    List<String> command = new ArrayList<>(List.of("closed", "--json"));
    command.addAll(List.of(filter));
    Ran ran = Ran.command(command.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
    return Json.objects(ran.out()).size();
  }

  @Test
  void whoFollowsSeesThoseKeptAndThenEachAsItEnds() throws Exception {
    LoopbackPair first = ended(1_000);
    String kept = first.clientText();
    first.close();
    Process follow =
        new ProcessBuilder(Child.command("closed", "--follow", "--json", "netns=all")).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(follow.getInputStream(), StandardCharsets.UTF_8))) {
      await(lines, kept);
      LoopbackPair second = ended(2_000);
      String later = second.clientText();
      second.close();
      assertThat(await(lines, later)).containsEntry("how", "reset by us").containsKey("ended");
    }
    LoopbackPair third = ended(1);
    third.close(); // whoever writes to nobody ends
    assertThat(follow.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(follow.exitValue()).isZero();
  }

  private static Map<String, Object> await(BufferedReader lines, String connection)
      throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Map<String, Object> object = Json.object(Json.read(line));
      if (object.get("connection").equals(connection)) {
        return object;
      }
    }
    throw new AssertionError(connection + " did not come");
  }

  @Test
  @ExtendWith(Apart.class) // it unloads, and the collector of this machine is not its to unload
  void withoutTheCollectorItSaysSoAndJsonStaysAnArray() {
    Ran.command("unload");
    Ran ran = Ran.command("closed", "--json");
    assertThat(ran.code()).isEqualTo(5);
    assertThat(Json.objects(ran.out())).isEmpty();
    assertThat(ran.err()).contains("no final records", "enable --new");
  }

  @Test
  @ExtendWith(Apart.class) // it loads with another number
  void howManyAreKeptIsChosenAtLoading() throws Exception {
    assertThat(Ran.command("enable", "--new", "port=1", "--keep", "2000000").code()).isEqualTo(2);
    // Of this namespace alone: others' connections would push ours out of so few places.
    Ran added = Ran.command("enable", "--new", "local=127.0.0.0/8", "--keep", "2");
    assertThat(added.code()).as(added.err()).isZero();
    for (int i = 0; i < 3; i++) {
      LoopbackPair.open("127.0.0.1").close();
    }
    Ran closed = Ran.command("closed", "--json");
    assertThat(Json.objects(closed.out())).hasSizeLessThanOrEqualTo(3);
    assertThat(closed.out()).contains("\"how\"");
    Ran again = Ran.command("enable", "--new", "port=1", "--keep", "3");
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("the collector is loaded, and keeps 2 final records");
    assertThat(Ran.command("enable", "--new", "port=1", "--keep", "2").code()).isZero();
  }

  @Test
  void aRuleByProcessAndSampleSaysWhatWasTyped() {
    Ran added = Ran.command("enable", "--new", "process=nginx", "cgroup=/", "--sample", "1/100");
    assertThat(added.code()).as(added.err()).isZero();
    assertThat(added.out()).contains("one in 100 new connections with process=nginx cgroup=/ ");
    Map<String, Object> listed = Json.objects(Ran.command("rules", "--json").out()).getFirst();
    assertThat(listed).containsEntry("sample", "1/100");
    assertThat(listed.get("filter").toString()).startsWith("process=nginx cgroup=/ netns=");
    assertThat(Ran.command("rules").out()).contains("1/100");
    assertThat(Ran.command("enable", "--new", "port=1", "--sample", "0.1").code()).isEqualTo(2);
    assertThat(Ran.command("enable", "port=1", "--sample", "1/2").code()).isEqualTo(2);
    assertThat(Ran.command("enable", "cgroup=/").code()).isEqualTo(2);
    assertThat(Ran.command("list", "cgroup=/").code()).isEqualTo(2);
  }
}
