package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.estats.Connection;
import org.estats.Estats;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.Switch;
import org.estats.lab.truth.FlowTruth;
import org.estats.linux.KernelCollector;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the collector counts of a real transfer, against what the packets themselves show. The two
/// share no code and no idea: one reads the kernel's memory, the other the wire.
@ExtendWith(OpenableLab.class)
final class CountedAgainstPacketsTest {

  private static final long BYTES = 2_000_000;
  private static final long RATE = 40_000_000;
  private static final Duration ROUND_TRIP = Duration.ofMillis(20);

  /// A hook that the kernel skipped missed a segment; then the run says nothing.
  private static final int RUNS_MAX = 3;

  private Snapshot sender;
  private Snapshot receiver;

  static Stream<Arguments> paths() {
    return Stream.of("cubic", "reno", "bbr")
        .flatMap(cc ->
            Stream.of(IpFamily.IPV4, IpFamily.IPV6)
                .flatMap(
                    family -> Stream.of(0.0, 0.02).map(loss -> Arguments.of(cc, family, loss))));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void everyCountIsWhatTheWireShows(String congestionControl, IpFamily family, double loss)
      throws Exception {
    LinkOptions options = LinkOptions.symmetric(RATE, ROUND_TRIP);
    options = options.withToServer(options.toServer().withLoss(loss));
    for (int run = 1; ; run++) {
      try (Lab lab = Lab.open(options)) {
        Transfer transfer =
            Transfer.of(BYTES).over(family).withCongestionControl(congestionControl);
        long skipped = skippedHooks();
        TransferResult result = transfer.run(lab, counting(lab));
        if (skippedHooks() == skipped || run == RUNS_MAX) {
          check(lab, result, loss);
          return;
        }
      }
    }
  }

  private void check(Lab lab, TransferResult result, double loss) {
    FlowTruth sent = FlowTruth.of(lab.log(), Side.CLIENT, result.client());
    FlowTruth got = FlowTruth.of(lab.log(), Side.SERVER, result.server());
    Map<Member, Long> ofSender = new LinkedHashMap<>();
    ofSender.put(DataMember.DATA_BYTES_OUT, sent.dataBytesSent());
    ofSender.put(DataMember.DATA_SEGS_OUT, sent.dataSegmentsSent());
    ofSender.put(DataMember.THRU_BYTES_ACKED, BYTES);
    ofSender.put(PathMember.PKTS_RETRANS, sent.segmentsRetransmitted());
    ofSender.put(PathMember.BYTES_RETRANS, sent.dataBytesRetransmitted());
    ofSender.put(PathMember.DUP_ACKS_IN, sent.dupAcksReceived());
    ofSender.put(PathMember.SACKS_RCVD, sent.sackOptionsReceived());
    ofSender.put(PathMember.SACK_BLOCKS_RCVD, sent.sackBlocksReceived());
    Map<Member, Long> ofReceiver = new LinkedHashMap<>();
    ofReceiver.put(DataMember.DATA_BYTES_IN, got.dataBytesReceived());
    ofReceiver.put(DataMember.DATA_SEGS_IN, got.dataSegmentsReceived());
    ofReceiver.put(DataMember.THRU_BYTES_RECEIVED, BYTES);
    ofReceiver.put(DataMember.DATA_BYTES_OUT, 0L);
    assertThat(valuesOf(sender, ofSender.keySet())).isEqualTo(ofSender);
    assertThat(valuesOf(receiver, ofReceiver.keySet())).isEqualTo(ofReceiver);
    assertThat(sent.segmentsRetransmitted() > 0).as("the path loses packets").isEqualTo(loss > 0);
    assertThat(sender.exact(PathMember.MIN_RTT).get())
        .as("the least RTT, in microseconds, on a path of 20 ms")
        .isBetween(ROUND_TRIP.toNanos() / 1000 - 1000, ROUND_TRIP.toNanos() / 1000 + 1500);
  }

  private static Map<Member, Long> valuesOf(Snapshot snapshot, Set<Member> members) {
    Map<Member, Long> values = new LinkedHashMap<>();
    for (Member member : members) {
      Value value = snapshot.value(member);
      values.put(member, value.get());
    }
    return values;
  }

  private TransferHooks counting(Lab lab) {
    EstatsSource source = Estats.system();
    Set<Switch> on = EnumSet.of(Switch.DATA, Switch.PATH);
    return new TransferHooks() {
      @Override
      public void afterConnect(Connection client, Connection server) throws IOException {
        lab.client().call(() -> nothing(() -> source.set(client, on, Set.of())));
        lab.server().call(() -> nothing(() -> source.set(server, on, Set.of())));
      }

      @Override
      public void afterAcknowledged(Connection client, Connection server) throws IOException {
        sender = lab.client().call(() -> source.get(client));
        receiver = lab.server().call(() -> source.get(server));
      }
    };
  }

  private static Void nothing(Runnable work) {
    work.run();
    return null;
  }

  private static long skippedHooks() {
    return KernelCollector.status().hooks().stream()
        .mapToLong(hook -> hook.skipped().orElse(0L))
        .sum();
  }
}
