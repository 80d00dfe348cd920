package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.estats.linux.BulkTraffic;
import org.estats.linux.KernelCollector;
import org.estats.linux.KernelCounts;
import org.estats.linux.LinuxSource;
import org.estats.linux.Live;
import org.estats.linux.Pair;
import org.estats.linux.collector.OtherVersion;
import org.estats.linux.collector.Rule;
import org.estats.linux.diag.TcpInfoField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A version whose object was really compiled with other layouts takes over from this one, and this
/// one from it.
@ExtendWith(Island.class)
class OtherLayoutLiveTest {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.REC, Switch.FINE_RTT);
  private static final Set<Switch> ONE = EnumSet.of(Switch.PATH);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  /// As large as one segment can be over loopback.
  private static final long SEGMENT_BYTES_MAX = 65_536;

  private final LinuxSource source = new LinuxSource();

  private static Rule rule(int port) {
    return new Rule(
        0,
        Switch.DATA.bit(),
        OptionalLong.empty(),
        OptionalInt.empty(),
        0,
        0,
        port,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        1,
        0,
        0);
  }

  private static void awaitGone(KernelObjects objects) {
    Live.await("the end of what was loaded", () -> objects.thatAreStillThere().isEmpty());
  }

  @Test
  void switchesAndRulesAreCarriedThereAndBackAndCountsBeginAnew() throws Exception {
    OtherObject other = OtherObject.compile();
    try (Pair pair = Pair.open();
        Pair second = Pair.open()) {
      source.set(pair.clientEnd(), ALL, NONE);
      source.set(second.serverEnd(), ONE, NONE);
      source.close();
      int port = pair.listener().socket().getLocalPort();
      KernelCollector.addRule(rule(port));
      KernelCollector.addRule(rule(1));
      KernelCollector.thin(4);
      pair.toServer(1000);
      KernelObjects ours = KernelObjects.of(Generation.current().orElseThrow());
      List<String> said =
          other.takeOver(() -> pair.toServer(10), pair.clientEnd(), second.serverEnd());
      assertThat(said.getFirst())
          .contains("keepsCounts=false", "keepsFinalRecords=false")
          .contains("connections=OptionalLong[2], rules=2, rulesLost=0");
      assertThat(said.subList(1, said.size()))
          .containsExactly("[" + port + ", 1]", ALL + " 10", ONE + " absent: the group is off");
      awaitGone(ours);

      assertThat(KernelCollector.status().isThisVersion()).isFalse();
      assertThat(KernelCollector.otherVersion())
          .hasValueSatisfying(OtherLayoutLiveTest::assertLosesOnlyCounts);
      KernelObjects theirs = KernelObjects.of(Generation.current().orElseThrow());
      Instant back = Instant.now();
      KernelCollector.ensureRunning();
      pair.toServer(7);
      Snapshot s = source.get(pair.clientEnd());
      assertThat(s.on()).isEqualTo(ALL);
      assertThat(s.data().dataBytesOut().get()).isEqualTo(7);
      assertThat(s.since(Switch.DATA).orElseThrow()).isAfterOrEqualTo(back);
      assertThat(source.get(second.serverEnd()).on()).isEqualTo(ONE);
      assertThat(KernelCollector.rules()).extracting(Rule::eitherPort).containsExactly(port, 1);
      assertThat(KernelCollector.thinning()).isEqualTo(4);
      KernelCollector.thin(1);
      assertThat(KernelCollector.status().leftovers()).isEmpty();
      awaitGone(theirs);
      source.set(pair.clientEnd(), NONE, ALL);
      source.close();
      assertThat(LoadingLiveTest.isFlagged(pair.clientEnd())).as("the flag of theirs").isFalse();
      try (Pair later = Pair.open(Pair.Family.MAPPED, pair.listener())) {
        assertThat(source.get(later.clientEnd()).on()).containsExactly(Switch.DATA);
      }
    }
  }

  private static void assertLosesOnlyCounts(OtherVersion version) {
    assertThat(version.keepsCounts()).isFalse();
    assertThat(version.keepsFinalRecords()).isFalse();
    assertThat(version.connections()).hasValue(2);
    assertThat(version.rules()).isEqualTo(2);
    assertThat(version.rulesLost()).isZero();
  }

  @Test
  void underTrafficNothingIsCountedTwice() throws Exception {
    OtherObject other = OtherObject.compile();
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), ALL, NONE);
      source.set(pair.serverEnd(), ALL, NONE);
      source.close();
      try (BulkTraffic traffic = new BulkTraffic(pair, 20_011)) {
        for (int i = 0; i < 2; i++) {
          other.takeOver(() -> {}, pair.clientEnd());
          KernelCollector.ensureRunning();
        }
        long before = traffic.bytesRead();
        Live.await("traffic", () -> traffic.bytesRead() > before + 1_000_000);
      }
      for (Connection end : List.of(pair.clientEnd(), pair.serverEnd())) {
        Snapshot s = source.get(end);
        assertThat(s.on()).isEqualTo(ALL);
        long sentAgain = KernelCounts.of(end.reversed()).get(TcpInfoField.BYTES_RETRANS);
        long arrived = s.data().thruBytesReceived().get();
        assertThat(s.data().dataBytesIn().get())
            .as("what the hooks counted, of what the kernel did")
            .isBetween(arrived - SEGMENT_BYTES_MAX, arrived + sentAgain + SEGMENT_BYTES_MAX);
        assertThat(arrived).isPositive();
      }
    }
  }
}
