package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.estats.Connection;
import org.estats.Estats;
import org.estats.cli.select.GroupChoice;
import org.estats.cli.select.Readings;
import org.estats.cli.select.Targets;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.linux.proc.NetworkNamespaces;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `netns=` on every command: by inode, process, path, and all; with two namespaces in which
/// connections have the same ends.
@ExtendWith(BorrowedCollector.class)
class NamespacesLiveTest {

  private static Process holder;
  private static NetworkNamespace other;

  @BeforeAll
  static void begin() throws Exception {
    String script = "ip link set lo up && echo ready && exec sleep 300";
    holder = new ProcessBuilder("unshare", "--net", "sh", "-c", script).start();
    assertThat(holder.inputReader().readLine()).isEqualTo("ready");
    long inode = (Long) Files.getAttribute(path(), "unix:ino");
    other = NetworkNamespaces.find().withInode(inode).orElseThrow();
  }

  private static Path path() {
    return Path.of("/proc/" + holder.pid() + "/ns/net");
  }

  @AfterAll
  static void endTheOther() {
    if (holder != null) {
      holder.destroyForcibly();
    }
  }

  private static LoopbackPair twinOf(LoopbackPair pair) throws Exception {
    SocketAddress there = pair.listener().getLocalAddress();
    SocketAddress here = pair.client().getLocalAddress();
    return other.call(() -> {
      ServerSocketChannel listener = ServerSocketChannel.open().bind(there);
      SocketChannel client = SocketChannel.open().bind(here);
      client.connect((InetSocketAddress) there);
      return new LoopbackPair(listener, client, listener.accept());
    });
  }

  private static List<String> waysToNameTheOther() {
    return List.of(
        "netns=" + other.inode(),
        "netns=net:[" + other.inode() + "]",
        "netns=" + holder.pid(),
        "netns=pid:" + holder.pid(),
        "netns=" + path());
  }

  private static List<Map<String, Object>> json(String... command) {
    Ran ran = Ran.command(command);
    assertThat(ran.code()).as(ran.err()).isZero();
    return Json.objects(ran.out());
  }

  private static Object bytesOut(Map<String, Object> reading) {
    Map<String, Object> groups = Json.object(reading.get("groups"));
    return groups.containsKey("Data") ? Json.object(groups.get("Data")).get("DataBytesOut") : "off";
  }

  @Test
  void everyWayOfNamingANamespaceMeansItAndNoOther() throws Exception {
    try (LoopbackPair here = LoopbackPair.open("127.0.0.1");
        LoopbackPair there = twinOf(here)) {
      String end = here.clientText();
      assertThat(there.clientText()).isEqualTo(end);
      for (String netns : waysToNameTheOther()) {
        assertThat(json("list", netns, "rport=" + here.port(), "--json"))
            .as(netns)
            .singleElement()
            .satisfies(row -> assertThat(row).containsEntry("netns", other.inode()));
        Ran.command("disable", "--all");
        assertThat(Ran.command("enable", "--group", "Data", netns, end).code()).isZero();
        there.send(70);
        here.send(1000);
        for (String[] get :
            new String[][] {{"get", netns, end}, {"get", netns, "rport=" + here.port()}}) {
          assertThat(json(get[0], get[1], get[2], "--group", "Data", "--json"))
              .as(netns)
              .singleElement()
              .satisfies(r -> {
                assertThat(r).containsEntry("netns", other.inode());
                assertThat(bytesOut(r)).isEqualTo(70L);
              });
        }
        assertThat(bytesOut(json("get", end, "--group", "Data", "--json").getFirst()))
            .as("the one here, which is off")
            .isEqualTo("off");
        Ran watched = Ran.command("watch", netns, end, "--count", "1", "--every", "50ms");
        assertThat(watched.code()).as(watched.err()).isZero();
        assertThat(Ran.command("disable", netns, end).code()).isZero();
        assertThat(bytesOut(json("get", netns, end, "--group", "Data", "--json").getFirst()))
            .isEqualTo("off");
      }
    }
  }

  @Test
  void allIsBothAndKeepsThemApart() throws Exception {
    try (LoopbackPair here = LoopbackPair.open("127.0.0.1");
        LoopbackPair there = twinOf(here)) {
      String port = "rport=" + here.port();
      assertThat(json("list", "netns=all", port, "--json")).hasSize(2);
      Ran enabled = Ran.command("enable", "--group", "Data", "netns=all", port);
      assertThat(enabled.out()).contains("2 connections");
      here.send(11);
      there.send(2222);
      assertThat(json("get", "netns=all", port, "--group", "Data", "--json"))
          .hasSize(2)
          .allSatisfy(r ->
              assertThat(bytesOut(r))
                  .isEqualTo(r.get("netns").equals(other.inode()) ? 2222L : 11L));
      Ran diagnosed = Ran.command("diagnose", "netns=all", port, "--for", "1s", "--json");
      assertThat(Json.objects(diagnosed.out())).hasSize(2);
      assertThat(Ran.command("disable", "netns=all", port).out()).contains("2 connections");
    }
  }

  @Test
  void rulesAndFinalRecordsAreOfOneNamespaceOrOfAll() throws Exception {
    String by = "netns=" + holder.pid();
    Ran added = Ran.command("enable", "--new", "--group", "Data", by, "local=127.0.0.1");
    assertThat(added.code()).as(added.err()).isZero();
    assertThat(json("rules", "--json").getFirst().get("filter").toString())
        .contains("netns=" + other.inode());
    String end;
    try (LoopbackPair here = LoopbackPair.open("127.0.0.1");
        LoopbackPair there = twinOf(here)) {
      end = here.clientText();
      there.send(33);
      assertThat(bytesOut(json("get", end, "--group", "Data", "--json").getFirst()))
          .isEqualTo("off");
      assertThat(bytesOut(json("get", by, end, "--group", "Data", "--json").getFirst()))
          .isEqualTo(33L);
      there.client().close();
      there.server().close();
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (json("closed", "netns=all", end, "--json").isEmpty() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(10); // its FIN may still be under way
    }
    for (String netns : waysToNameTheOther()) {
      assertThat(json("closed", netns, end, "--json")).as(netns).hasSize(1);
    }
    assertThat(json("closed", end, "--json")).as("here").isEmpty();
    assertThat(json("closed", "netns=all", end, "--json")).hasSize(1);
  }

  @Test
  void aNamespaceThatVanishesTakesNobodyElsesReadingWithIt() throws Exception {
    try (LoopbackPair here = LoopbackPair.open("127.0.0.1")) {
      Connection there = Connection.of(here.client());
      Connection lost =
          new Connection(
              there.local(),
              there.remote(),
              4_026_530_000L, // no namespace's
              Connection.ANY_DEVICE,
              Connection.UNKNOWN_COOKIE);
      Targets targets = new Targets(List.of(lost, there), List.of());
      GroupChoice choice = GroupChoice.all();
      Readings readings = Readings.of(Estats.system(), targets, choice);
      assertThat(readings.found()).hasSize(1);
      assertThat(readings.gone()).isPresent();
      Targets alone = new Targets(List.of(lost), List.of());
      assertThatThrownBy(() -> Readings.of(Estats.system(), alone, choice))
          .hasMessageContaining("no network namespace 4026530000");
    }
  }

  @Test
  void aNamespaceThatOnlyAnOpenFileKeepsIsAmongAll() throws Exception {
    String script = "ip link set lo up && echo ready && exec sleep 300";
    Process maker = new ProcessBuilder("unshare", "--net", "sh", "-c", script).start();
    assertThat(maker.inputReader().readLine()).isEqualTo("ready");
    Path file = Path.of("/proc/" + maker.pid() + "/ns/net");
    Process keeper =
        new ProcessBuilder("sh", "-c", "exec 7<" + file + "; echo r; exec sleep 300").start();
    assertThat(keeper.inputReader().readLine()).isEqualTo("r");
    long inode = (Long) Files.getAttribute(file, "unix:ino");
    NetworkNamespace held = NetworkNamespaces.find().withInode(inode).orElseThrow();
    try (LoopbackPair pair = held.call(() -> LoopbackPair.open("127.0.0.1"))) {
      maker.destroyForcibly().waitFor();
      String port = "rport=" + pair.port();
      assertThat(json("list", "netns=all", port, "--json"))
          .singleElement()
          .satisfies(row -> assertThat(row).containsEntry("netns", inode));
      assertThat(Ran.command("enable", "--group", "Data", "netns=all", port).code()).isZero();
      pair.send(44);
      assertThat(bytesOut(json("get", "netns=all", port, "--json").getFirst())).isEqualTo(44L);
      assertThat(Ran.command("disable", "--all").out()).contains("1 connection");
    } finally {
      maker.destroyForcibly();
      keeper.destroyForcibly();
    }
  }

  @Test
  void whatIsNoNamespaceIsTold() {
    assertThat(Ran.command("list", "netns=nosuchname").code()).isEqualTo(2);
    assertThat(Ran.command("list", "netns=/etc/passwd").err())
        .contains("/etc/passwd is not a network namespace");
    assertThat(Ran.command("list", "netns=/proc/self/ns/mnt").code()).isEqualTo(2);
    assertThat(Ran.command("list", "netns=/no/such/file").code()).isEqualTo(3);
    assertThat(Ran.command("list", "netns=4194304").err()).contains("no process 4194304");
  }

  @Test
  void diagnoseWithAllJudgesInEachAndLeavesNothingOnInAny() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1");
        LoopbackPair twin = twinOf(pair)) {
      String port = "port=" + pair.port();
      Ran ran = Ran.command("diagnose", "netns=all", port, "--for", "100ms", "--json");
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(Json.objects(ran.out()))
          .hasSize(4)
          .extracting(found -> found.get("netns"))
          .contains(other.inode());
      Ran folded =
          Ran.command("diagnose", "netns=all", port, "--for", "100ms", "--by", "netns", "--json");
      assertThat(Json.objects(folded.out()))
          .hasSize(2)
          .allSatisfy(fold -> assertThat(fold).containsEntry("connections", 2L));
      assertThat(org.estats.linux.KernelCollector.countOn()).isZero();
      assertThat(twin.client().isOpen()).isTrue();
    }
  }
}
