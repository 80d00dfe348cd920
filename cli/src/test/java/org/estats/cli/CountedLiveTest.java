package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.estats.Connection;
import org.estats.lab.DirectionOptions;
import org.estats.lab.Lab;
import org.estats.lab.LinkOptions;
import org.estats.lab.Transfer;
import org.estats.lab.TransferHooks;
import org.estats.linux.KernelCollector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The whole way: what is switched on is counted, read, switched off and unloaded, each command in
/// a process of its own, against this machine's kernel.
@ExtendWith(BorrowedCollector.class)
class CountedLiveTest {

  private static final Path MOUNT = Path.of("/run/estats");

  @Test
  void whatOneProcessSwitchesOnAnotherReadsAndItIsWhatTheKernelCounted() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      String port = "port=" + pair.port();
      Ran enabled = Child.estats("enable", port);
      assertThat(enabled.code()).as(enabled.err()).isZero();
      assertThat(enabled.out())
          .isEqualTo(
              "switched on Data, SndCong, Path, SendBuff, Rec, ObsRec, Bandwidth, FineRtt:"
                  + " 2 connections\n");
      pair.send(5_000_000);
      Ran ran = Child.estats("get", port, "--json");
      assertThat(ran.code()).as(ran.err()).isZero();
      List<Map<String, Object>> both = Json.objects(ran.out());
      assertThat(both).hasSize(2);
      SsFigures ss = new SsFigures(Child.run(new ProcessBuilder(ss(pair.port()))).out());
      assertThat(ss.dataBytesOut()).isGreaterThanOrEqualTo(5_000_000);
      Map<String, Object> client =
          both.stream()
              .filter(o -> o.get("connection").equals(text(pair)))
              .findFirst()
              .orElseThrow();
      assertSame(client, ss);
    }
  }

  private static String text(LoopbackPair pair) {
    try {
      return pair.clientText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void retransmissionsAreCountedToTheLastOneAsTheKernelDoes() throws Exception {
    LiveMachine.assumeLab();
    DirectionOptions clean =
        DirectionOptions.perfect().withRate(50_000_000).withDelay(Duration.ofMillis(5));
    try (Lab lab = Lab.open(new LinkOptions(clean.withLoss(0.02), clean))) {
      Transfer.of(3_000_000).run(lab, new Commands(lab));
    }
  }

  /// Runs commands inside the client's host, as a user there would.
  private record Commands(Lab lab) implements TransferHooks {

    @Override
    public void afterConnect(Connection client, Connection server)
        throws IOException, InterruptedException {
      Ran enabled = run(Child.command("enable", client.toString()));
      assertThat(enabled.code()).as(enabled.err()).isZero();
    }

    @Override
    public void afterAcknowledged(Connection client, Connection server)
        throws IOException, InterruptedException {
      Ran got = run(Child.command("get", client.toString(), "--json"));
      SsFigures ss = new SsFigures(run(ss(client.remote().port())).out());
      assertThat(ss.pktsRetrans()).as("the link loses packets").isPositive();
      assertSame(Json.objects(got.out()).getFirst(), ss);
    }

    private Ran run(List<String> command) throws IOException, InterruptedException {
      return Child.run(lab.client().command(command));
    }
  }

  /// Shows the end whose peer has this port.
  private static List<String> ss(int remotePort) {
    return List.of("ss", "-tinHO", "state", "established", "dport", "=", ":" + remotePort);
  }

  private static void assertSame(Map<String, Object> got, SsFigures ss) {
    Map<String, Object> groups = Json.object(got.get("groups"));
    assertThat(Json.object(groups.get("Path")))
        .containsEntry("PktsRetrans", ss.pktsRetrans())
        .containsEntry("BytesRetrans", ss.bytesRetrans());
    assertThat(Json.object(groups.get("Data")))
        .containsEntry("DataBytesOut", ss.dataBytesOut())
        .containsEntry("DataSegsOut", ss.dataSegsOut());
    assertThat(got.get("since").toString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
  }

  @Test
  void disableMakesGetSayThatTheGroupIsOffAndHowToSwitchItOn() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("::1")) {
      String connection = pair.clientText();
      assertThat(Child.estats("enable", connection).code()).isZero();
      assertThat(Child.estats("enable", connection).out()).contains("already on");
      Ran off = Child.estats("disable", "--group", "Path", connection);
      assertThat(off.out()).isEqualTo(connection + ": switched off: Path\n");
      Map<String, Object> got =
          Json.objects(Ran.command("get", connection, "--json").out()).getFirst();
      assertThat(Json.object(got.get("groups")))
          .containsOnlyKeys(
              "SynOpts", "Data", "SndCong", "SendBuff", "Rec", "ObsRec", "Bandwidth", "FineRtt");
      assertThat(Json.list(got.get("off"))).contains("Path");
      assertThat(Ran.command("get", connection).out())
          .contains("off: Path; to count from now on:")
          .contains("./estats enable --group Path '" + connection + "'")
          .contains("from tcp_info, since the connection began:")
          .contains("Path.PktsRetrans ");
    }
  }

  @Test
  @ExtendWith(Apart.class) // it unloads, and the collector of this machine is not its to unload
  void unloadLeavesNothing() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      assertThat(Ran.command("enable", pair.clientText()).code()).isZero();
      Ran unloaded = Child.estats("unload");
      assertThat(unloaded.code()).as(unloaded.err()).isZero();
      assertThat(unloaded.out()).contains("the statistics of 1 connection, and 0 rules");
      assertThat(MOUNT).doesNotExist();
      assertThat(KernelCollector.status().isMounted()).isFalse();
      assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain("/run/estats");
      assertThat(Child.estats("unload").out()).isEqualTo("nothing is loaded\n");
      Ran got = Ran.command("get", pair.clientText());
      assertThat(got.code()).isZero();
      assertThat(got.out())
          .contains(
              "off: Data,SndCong,Path,SendBuff,Rec,ObsRec,Bandwidth,FineRtt", "from tcp_info");
    }
  }

  @Test
  @ExtendWith(Apart.class) // it unloads, and the collector of this machine is not its to unload
  void aTupleThatOnlyAListenerHasIsNotFoundAndNothingIsLoadedForIt() throws Exception {
    Ran.command("unload");
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      String nobody = "127.0.0.1:" + pair.port() + "-127.0.0.1:1";
      assertThat(Ran.command("enable", nobody).code()).isEqualTo(3);
      assertThat(MOUNT).doesNotExist();
    }
  }
}
