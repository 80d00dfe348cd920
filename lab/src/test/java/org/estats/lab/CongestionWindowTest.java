package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.estats.Absence;
import org.estats.Snapshot;
import org.estats.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The window of Reno, which does what the textbook says: so its moves can be told beforehand.
@ExtendWith(OpenableLab.class)
class CongestionWindowTest {

  private static final int SEGMENT = 1448;
  private static final Duration ROUND_TRIP = Duration.ofMillis(40);
  private static final LinkOptions WIDE = LinkOptions.symmetric(200_000_000, ROUND_TRIP);
  private static final HostOptions RENO =
      HostOptions.standard()
          .withCongestionControl("reno")
          .withSysctl("net.ipv4.tcp_wmem", "4096 8000000 16000000");
  private static final HostOptions RECEIVER =
      HostOptions.standard().withSysctl("net.ipv4.tcp_rmem", "4096 8000000 16000000");
  private static final Value NO_SAMPLE = new Value.Absent(Absence.NO_SAMPLE_YET);

  private static void bulk(OpenConnection c, long bytes) throws Exception {
    Thread reader = c.reader(bytes);
    c.write(bytes);
    reader.join();
    c.lab().link().awaitQuiet(Duration.ofMillis(100), Duration.ofSeconds(10));
  }

  @Test
  void withoutLossTheWindowGrowsInSlowStartAlone() throws Exception {
    try (Lab lab = Lab.open(WIDE, RENO, RECEIVER);
        OpenConnection c = OpenConnection.in(lab)) {
      Snapshot fresh = c.atClient();
      assertThat(fresh.sndCong().curCwnd().get()).isEqualTo(10 * SEGMENT);
      assertThat(fresh.sndCong().slowStart().get()).isZero();
      bulk(c, 300 * SEGMENT);
      Snapshot s = c.atClient();
      assertThat(s.sndCong().curCwnd().get()).isGreaterThan(100 * SEGMENT);
      // Each ACK that raised it acknowledged one segment or two.
      long risen = s.sndCong().curCwnd().get() / SEGMENT - 10;
      assertThat(s.sndCong().slowStart().get()).isBetween(risen / 3, risen);
      assertThat(s.sndCong().congAvoid().get()).isZero();
      assertThat(s.sndCong().otherReductions().get()).isZero();
      assertThat(s.sndCong().maxSsCwnd()).isEqualTo(s.sndCong().curCwnd());
      assertThat(s.sndCong().maxCaCwnd()).isEqualTo(NO_SAMPLE);
      assertThat(s.sndCong().curSsthresh()).isEqualTo(NO_SAMPLE);
      assertThat(s.sndCong().maxSsthresh()).isEqualTo(NO_SAMPLE);
      assertThat(s.sndCong().minSsthresh()).isEqualTo(NO_SAMPLE);
    }
  }

  @Test
  void oneLossHalvesItAndWhatFollowsIsCongestionAvoidance() throws Exception {
    try (Lab lab = Lab.open(WIDE, RENO, RECEIVER);
        OpenConnection c = OpenConnection.in(lab)) {
      int[] segments = {0};
      lab.link()
          .beforeBottleneck(
              Direction.TO_SERVER,
              packet -> {
                if (packet.headers().isTcp()
                    && packet.headers().payloadBytes() > 0
                    && ++segments[0] == 100) {
                  packet.drop(Fate.SCRIPTED);
                }
              });
      bulk(c, 2000 * SEGMENT);
      Snapshot s = c.atClient();
      assertThat(s.path().congSignals().get()).isEqualTo(1);
      assertThat(s.path().fastRetran().get()).isEqualTo(1);
      long before = s.path().preCongSumCwnd().get();
      long threshold = s.sndCong().curSsthresh().get();
      assertThat(threshold)
          .as("half, in whole segments")
          .isBetween(before / 2 - SEGMENT, before / 2);
      assertThat(s.sndCong().maxSsthresh().get()).isEqualTo(threshold);
      assertThat(s.sndCong().minSsthresh().get()).isEqualTo(threshold);
      assertThat(s.sndCong().maxSsCwnd().get()).as("the last of slow start").isEqualTo(before);
      assertThat(s.sndCong().slowStart().get()).isPositive();
      // One segment each time, from the threshold on.
      long rises = s.sndCong().congAvoid().get();
      assertThat(rises).isPositive();
      assertThat(s.sndCong().curCwnd().get()).isEqualTo(threshold + rises * SEGMENT);
      assertThat(s.sndCong().maxCaCwnd()).isEqualTo(s.sndCong().curCwnd());
      assertThat(s.sndCong().otherReductions().get()).isZero();
    }
  }

  @Test
  void aPauseOfTheApplicationTakesTheWindowBackOnce() throws Exception {
    try (Lab lab = Lab.open(WIDE, RENO, RECEIVER);
        OpenConnection c = OpenConnection.in(lab)) {
      bulk(c, 300 * SEGMENT);
      long grown = c.atClient().sndCong().curCwnd().get();
      Thread.sleep(1500);
      c.write(SEGMENT);
      c.read(SEGMENT);
      lab.link().awaitQuiet(Duration.ofMillis(100), Duration.ofSeconds(10));
      Snapshot s = c.atClient();
      assertThat(s.sndCong().curCwnd().get()).isLessThan(grown);
      assertThat(s.sndCong().otherReductions().get()).isEqualTo(1);
      assertThat(s.path().congSignals().get()).isZero();
      // No hook is between the last ACK before the pause and the write that ends it.
      assertThat(s.sndCong().maxSsCwnd().get()).isBetween(grown - 2 * SEGMENT, grown);
    }
  }

  @Test
  void withoutWindowScalingThereIsNoShiftAndNoWindowAbove64KiB() throws Exception {
    try (Lab lab = Lab.open(WIDE, RENO.withSysctl("net.ipv4.tcp_window_scaling", "0"), RECEIVER);
        OpenConnection c = OpenConnection.in(lab)) {
      bulk(c, 300 * SEGMENT);
      for (Snapshot s : new Snapshot[] {c.atClient(), c.atServer()}) {
        assertThat(s.rec().winScaleSent().get()).isEqualTo(255);
        assertThat(s.obsRec().winScaleRcvd().get()).isEqualTo(255);
        assertThat(s.rec().maxRwinSent().get()).isBetween(1L, 65535L);
        assertThat(s.rec().limRwin().get()).isBetween(1L, 65535L);
        assertThat(s.obsRec().maxRwinRcvd().get()).isBetween(1L, 65535L);
      }
    }
  }
}
