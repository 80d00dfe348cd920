package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.lab.truth.FlowTruth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(OpenableLab.class)
class TransferTest {

  private static final long BYTES = 2_000_000;
  private static final LinkOptions FAST = LinkOptions.symmetric(100_000_000, Duration.ofMillis(4));

  @ParameterizedTest
  @EnumSource
  void dataArrivesIntact(IpFamily family) throws Exception {
    try (Lab lab = Lab.open(FAST)) {
      TransferResult result = Transfer.of(BYTES).over(family).run(lab);

      assertThat(result.intact()).isTrue();
      assertThat(result.client().local().address()).isEqualTo(lab.client().address(family));
      assertThat(result.client().netns()).isEqualTo(lab.client().netns());
      assertThat(result.server().netns()).isEqualTo(lab.server().netns());
      assertThat(result.bitsPerSecond()).isBetween(1e6, 100e6);
      FlowTruth truth = FlowTruth.of(lab.log(), Side.CLIENT, result.client());
      assertThat(truth.bytesAcknowledged()).isEqualTo(BYTES);
      assertThat(truth.dataBytesSent() - truth.dataBytesRetransmitted()).isEqualTo(BYTES);
    }
  }

  @Test
  void anotherSeedIsOtherData() throws Exception {
    try (Lab lab = Lab.open(FAST)) {
      long first = Transfer.of(1_000).withSeed(1).run(lab).receivedChecksum();

      assertThat(Transfer.of(1_000).withSeed(1).run(lab).receivedChecksum()).isEqualTo(first);
      assertThat(Transfer.of(1_000).withSeed(2).run(lab).receivedChecksum()).isNotEqualTo(first);
    }
  }

  /// The truth is the kernel's own, to the segment: at both ends, with loss both ways.
  @ParameterizedTest
  @EnumSource
  void truthAndKernelAgreeUnderLoss(IpFamily family) throws Exception {
    try (Lab lab = Lab.open(lossy())) {
      assertAgreement(lab, Transfer.of(5_000_000).over(family));
    }
  }

  @Test
  void truthAndKernelAgreeWithoutSackAndTimestampsAndWithReno() throws Exception {
    HostOptions plain =
        HostOptions.standard()
            .withSack(false)
            .withTimestamps(false)
            .withMtu(1_000)
            .withCongestionControl("reno");
    try (Lab lab = Lab.open(lossy(), plain, plain)) {
      assertAgreement(lab, Transfer.of(1_000_000));
      assertThat(lab.log().hasTimestamps(10)).isFalse();
    }
  }

  private static LinkOptions lossy() {
    LinkOptions line = LinkOptions.symmetric(100_000_000, Duration.ofMillis(6));
    return line.withToServer(line.toServer().withLoss(0.01).withSeed(3))
        .withToClient(line.toClient().withLoss(0.01).withSeed(4));
  }

  private static void assertAgreement(Lab lab, Transfer transfer) throws Exception {
    List<Map<String, Long>> kernel = new ArrayList<>();
    List<FlowTruth> truths = new ArrayList<>();
    TransferHooks hooks =
        new TransferHooks() {
          @Override
          public void afterAcknowledged(Connection client, Connection server)
              throws IOException, InterruptedException {
            kernel.add(LabSupport.kernelCounters(lab.client()));
            kernel.add(LabSupport.kernelCounters(lab.server()));
            truths.add(FlowTruth.of(lab.log(), Side.CLIENT, client));
            truths.add(FlowTruth.of(lab.log(), Side.SERVER, server));
          }
        };
    assertThat(transfer.run(lab, hooks).intact()).isTrue();
    assertThat(lab.client().unseenDrops() + lab.server().unseenDrops()).isZero();

    FlowTruth client = truths.getFirst();
    Map<String, Long> sender = kernel.getFirst();
    assertThat(client.segmentsRetransmitted()).isPositive();
    assertThat(client.segmentsSent()).isEqualTo(sender.get("segs_out"));
    assertThat(client.segmentsReceived()).isEqualTo(sender.get("segs_in"));
    assertThat(client.dataSegmentsSent()).isEqualTo(sender.get("data_segs_out"));
    assertThat(client.dataBytesSent()).isEqualTo(sender.get("bytes_sent"));
    assertThat(client.dataBytesRetransmitted()).isEqualTo(sender.get("bytes_retrans"));
    assertThat(client.segmentsRetransmitted()).isEqualTo(sender.get("retrans"));

    FlowTruth server = truths.getLast();
    Map<String, Long> receiver = kernel.getLast();
    // Linux counts a SYN-ACK for the listener's request, not for the connection.
    assertThat(server.segmentsSent() - 1).isEqualTo(receiver.get("segs_out"));
    assertThat(server.segmentsReceived()).isEqualTo(receiver.get("segs_in"));
    assertThat(server.dataSegmentsReceived()).isEqualTo(receiver.get("data_segs_in"));
    assertThat(server.dataBytesReceived()).isGreaterThanOrEqualTo(transfer.bytes());
  }

  @Test
  void theCongestionControlIsTheOneAskedFor() throws Exception {
    try (Lab lab = Lab.open(FAST)) {
      for (String name : lab.client().congestionControls()) {
        List<String> seen = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
          Transfer transfer = Transfer.of(10_000).over(family).withCongestionControl(name);
          transfer.run(
              lab,
              new TransferHooks() {
                @Override
                public void afterConnect(Connection client, Connection server)
                    throws IOException, InterruptedException {
                  seen.add(LabSupport.ss(lab.client()));
                }
              });
        }
        assertThat(seen).hasSize(2).allSatisfy(text -> assertThat(text).contains(" " + name + " "));
      }
    }
  }

  @Test
  void anUnknownCongestionControlIsNamedWithThoseThereAre() throws Exception {
    try (Lab lab = Lab.open(FAST)) {
      assertThatThrownBy(() -> Transfer.of(1).withCongestionControl("nosuch").run(lab))
          .isInstanceOf(EstatsException.class)
          .hasMessageContaining("no congestion control 'nosuch', it has: ")
          .hasMessageContaining("reno");
    }
  }

  @Test
  void whatTakesTooLongEndsWithAnErrorThatSaysSo() throws Exception {
    LinkOptions slow = LinkOptions.symmetric(1_000_000, Duration.ofMillis(10));
    try (Lab lab = Lab.open(slow)) {
      Transfer transfer = Transfer.of(10_000_000).within(Duration.ofMillis(400));

      assertThatThrownBy(() -> transfer.run(lab))
          .isInstanceOf(EstatsException.class)
          .hasMessageMatching("not all data was (written|read) within 400 ms");
    }
  }

  @Test
  void aFullLogEndsTheTransfer() throws Exception {
    try (Lab lab = Lab.open(FAST.withLogRows(100))) {
      assertThatThrownBy(() -> Transfer.of(BYTES).run(lab))
          .isInstanceOf(EstatsException.class)
          .hasMessageContaining("the packet log is full at 100 rows");
    }
  }

  @Test
  void aLinkWithoutAnyPacketGettingThroughIsNoConnection() throws Exception {
    LinkOptions dead = FAST.withToServer(FAST.toServer().withLoss(1));
    try (Lab lab = Lab.open(dead)) {
      assertThatThrownBy(() -> Transfer.of(1).within(Duration.ofMillis(300)).run(lab))
          .isInstanceOf(EstatsException.class)
          .hasMessageContaining("the hosts were not connected within 300 ms");
    }
  }
}
