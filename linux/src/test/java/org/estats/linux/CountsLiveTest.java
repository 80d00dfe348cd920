package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.estats.linux.diag.TcpInfoField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is counted, against what the kernel counts itself, where segments are lost.
@ExtendWith(LoadedCollector.class)
class CountsLiveTest {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final long SEED = 4898;

  private final LinuxSource source = new LinuxSource();

  @AfterEach
  void settle() {
    source.close();
  }

  @Test
  @Timeout(60) // takes 2 s
  void afterTrafficOfAllSizesEveryCountIsTheKernels() throws Exception {
    Random random = new Random(SEED);
    for (int round = 0; round < 10; round++) {
      try (Pair pair = Pair.open(Pair.Family.values()[round % 3])) {
        pair.toServer(random.nextInt(100_000));
        pair.toClient(random.nextInt(100_000));
        pair.quiet();
        Watched client = new Watched(pair.clientEnd());
        Watched server = new Watched(pair.serverEnd());
        for (int i = 0; i < 20; i++) {
          pair.toServer(1 + random.nextInt(1 << random.nextInt(18)));
          pair.toClient(1 + random.nextInt(1 << random.nextInt(18)));
        }
        pair.quiet();
        client.assertRight();
        server.assertRight();
      }
    }
  }

  @Test
  @Timeout(60) // takes 5 s
  void whereSegmentsAreLostEveryCountIsTheKernels() throws Exception {
    try (ServerSocketChannel listener = Pair.Family.MAPPED.listen()) {
      RawSocket.of(listener).largestSegment(1200);
      try (Pair pair = Pair.open(Pair.Family.MAPPED, listener)) {
        pair.toServer(100_000);
        pair.quiet();
        Watched client = new Watched(pair.clientEnd());
        Watched server = new Watched(pair.serverEnd());
        RawSocket.of(pair.server()).lose(50);
        RawSocket.of(pair.client()).lose(50);
        // What is lost is chance: go on until the kernel has sent enough again.
        for (int i = 0; i < 1_000 && retransmissions(pair) < 8; i++) {
          pair.toServer(400_000);
          pair.toClient(100_000);
        }
        RawSocket.of(pair.server()).loseNothing();
        RawSocket.of(pair.client()).loseNothing();
        pair.toServer(1);
        pair.toClient(1);
        pair.quiet();
        Snapshot here = client.assertRight();
        Snapshot there = server.assertRight();
        assertThat(here.path().pktsRetrans().get()).isPositive();
        assertThat(here.path().bytesRetrans().get()).isPositive();
        assertThat(here.path().congSignals().get()).isPositive();
        assertThat(here.path().sacksRcvd().get()).isPositive();
        assertThat(there.data().dataBytesIn().get())
            .isLessThan(here.data().dataBytesOut().get())
            .isGreaterThanOrEqualTo(there.data().thruBytesReceived().get());
        assertThat(here.data().dataBytesOut().get() - here.path().bytesRetrans().get())
            .isEqualTo(here.data().thruBytesAcked().get());
      }
    }
  }

  private static long retransmissions(Pair pair) throws Exception {
    return KernelCounts.of(pair.clientEnd()).get(TcpInfoField.TOTAL_RETRANS);
  }

  @Test
  @Timeout(60) // takes 2 s
  void whereNothingArrivesForAWhileTheTimeoutsAreTheKernels() throws Exception {
    try (Pair pair = Pair.open()) {
      pair.traffic();
      Watched client = new Watched(pair.clientEnd());
      RawSocket.of(pair.server()).lose(1);
      pair.client().write(ByteBuffer.allocate(1000));
      Live.await(
          "three timeouts",
          () -> KernelCounts.of(pair.clientEnd()).get(TcpInfoField.RETRANSMITS) >= 3);
      Snapshot dark = source.get(pair.clientEnd());
      RawSocket.of(pair.server()).loseNothing();
      pair.quiet();
      Snapshot s = client.assertRight();
      assertThat(dark.path().curTimeoutCount().get()).isGreaterThanOrEqualTo(3);
      assertThat(s.path().curTimeoutCount().get()).isZero();
      KernelCounts now = KernelCounts.of(pair.clientEnd());
      assertThat(s.path().timeouts().get() + s.path().subsequentTimeouts().get())
          .isEqualTo(now.since(client.before, TcpInfoField.TOTAL_RTO));
      assertThat(s.path().timeouts().get()).isEqualTo(1);
      assertThat(s.path().bytesRetrans().get()).isEqualTo(1000 * s.path().pktsRetrans().get());
      assertThat(s.path().maxRto().get()).isGreaterThan(s.path().minRto().get());
    }
  }

  /// An RTT sample after a congestion signal belongs to that signal, not to one of before the group
  /// was switched on.
  @Test
  @Timeout(60) // takes 1 s
  void aSignalOfBeforeLeavesNoTraceAfterSwitchingOnAgain() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      pair.traffic();
      source.set(end, Set.of(Switch.DATA, Switch.PATH), NONE);
      RawSocket.of(pair.server()).lose(1);
      pair.client().write(ByteBuffer.allocate(1000));
      Live.await("a signal", () -> source.get(end).path().congSignals().get() > 0);
      source.set(end, NONE, Set.of(Switch.PATH));
      source.set(end, Set.of(Switch.PATH), NONE);
      RawSocket.of(pair.server()).loseNothing();
      pair.quiet();
      pair.traffic();
      Snapshot s = source.get(end);
      if (s.path().congSignals().get() == 0) {
        assertThat(s.path().postCongCountRtt().get()).isZero();
      }
      assertThat(s.path().countRtt().get()).isPositive();
    }
  }

  /// One end from the moment it was switched on.
  private final class Watched {

    private final Connection end;
    private final KernelCounts before;

    Watched(Connection end) throws IOException {
      this.end = end;
      before = KernelCounts.of(end);
      source.set(end, ALL, NONE);
    }

    Snapshot assertRight() {
      Snapshot s = source.get(end);
      KernelCounts.of(end).assertEqual(s, before);
      return s;
    }
  }
}
