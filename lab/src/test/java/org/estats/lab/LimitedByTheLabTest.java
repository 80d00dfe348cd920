package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.estats.Snapshot;
import org.estats.catalogue.SndCongMember;
import org.estats.catalogue.Switch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What stops the sender, on paths where that is known: the time in each state against the clock of
/// the test.
@ExtendWith(OpenableLab.class)
class LimitedByTheLabTest {

  private static final Duration ROUND_TRIP = Duration.ofMillis(40);
  private static final LinkOptions WIDE = LinkOptions.symmetric(200_000_000, ROUND_TRIP);
  private static final LinkOptions NARROW = LinkOptions.symmetric(20_000_000, ROUND_TRIP);

  /// With a send buffer that takes all at once: one that is full is the sender's own limit.
  private static final HostOptions SENDER =
      HostOptions.standard()
          .withSysctl("net.ipv4.tcp_slow_start_after_idle", "0")
          .withSysctl("net.ipv4.tcp_wmem", "4096 8000000 16000000");

  private static final HostOptions RECEIVER =
      HostOptions.standard().withSysctl("net.ipv4.tcp_rmem", "4096 8000000 16000000");

  /// A twentieth, or as many milliseconds.
  private static final double SHARE = 0.05;

  private static final long MILLIS = 20;

  /// Times in the three states, in milliseconds.
  private record Times(long rwin, long cwnd, long snd) {
    static Times of(Snapshot s) {
      return new Times(
          millis(s, SndCongMember.SND_LIM_TIME_RWIN),
          millis(s, SndCongMember.SND_LIM_TIME_CWND),
          millis(s, SndCongMember.SND_LIM_TIME_SND));
    }

    private static long millis(Snapshot s, SndCongMember member) {
      return s.exact(member).get() / 1000;
    }

    long sum() {
      return rwin + cwnd + snd;
    }

    Times since(Times before) {
      return new Times(rwin - before.rwin, cwnd - before.cwnd, snd - before.snd);
    }

    void assertNear(long expectedRwin, long expectedCwnd, long expectedSnd) {
      SoftAssertions softly = new SoftAssertions();
      near(softly, "Rwin", rwin, expectedRwin);
      near(softly, "Cwnd", cwnd, expectedCwnd);
      near(softly, "Snd", snd, expectedSnd);
      softly.assertAll();
    }

    private static void near(SoftAssertions softly, String what, long told, long expected) {
      long tolerance = Math.max(MILLIS, Math.round(expected * SHARE));
      softly.assertThat(told).as(what).isBetween(expected - tolerance, expected + tolerance);
    }
  }

  /// How long it had been on when the snapshot was taken. A clock that this test reads for itself
  /// is read a little later, and on a busy machine not so little.
  private static long millisOn(Snapshot s) {
    return Duration.between(s.since(Switch.SND_CONG).orElseThrow(), s.taken()).toMillis();
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  @Test
  void anApplicationThatWritesLittleAtATimeLimitsItself() throws Exception {
    try (Lab lab = Lab.open(WIDE, SENDER, RECEIVER);
        OpenConnection c = OpenConnection.in(lab)) {
      for (int i = 0; i < 20; i++) {
        c.write(10_000);
        c.read(10_000);
        Thread.sleep(60);
      }
      Snapshot s = c.atClient();
      Times.of(s).assertNear(0, 0, millisOn(s));
      assertThat(s.sndCong().sndLimTransRwin().get()).isZero();
      assertThat(s.sndCong().sndLimTransCwnd().get()).isZero();
      assertThat(s.sndCong().sndLimTransSnd().get()).isZero();
      assertThat(s.sndCong().sndLimBytesSnd().get()).isEqualTo(200_000);
      assertThat(s.sndCong().sndLimBytesRwin().get()).isZero();
      assertThat(s.sndCong().sndLimBytesCwnd().get()).isZero();
    }
  }

  /// How long data was being sent: of each burst of the client, from its first data segment to its
  /// last, which is when nothing waits any more.
  ///
  /// @param apart what is between bursts at least; more than a busy machine holds one up
  private static long sending(Lab lab, Duration apart) {
    PacketLog log = lab.log();
    long first = 0;
    long last = 0;
    long all = 0;
    for (int row = 0; row < log.rows(); row++) {
      if (log.side(row) == Side.CLIENT && log.outgoing(row) && log.payloadBytes(row) > 0) {
        if (first == 0 || log.nanos(row) - last > apart.toNanos()) {
          all += last - first;
          first = log.nanos(row);
        }
        last = log.nanos(row);
      }
    }
    return TimeUnit.NANOSECONDS.toMillis(all + last - first);
  }

  /// Each time 100 KB with a window that begins at 14 KB: the first waits for three round trips of
  /// growth, the later ones no more.
  @Test
  void burstsAreTheWindowsWhileTheyWaitAndTheSendersInBetween() throws Exception {
    try (Lab lab = Lab.open(WIDE, SENDER, RECEIVER);
        OpenConnection c = OpenConnection.in(lab)) {
      for (int i = 0; i < 5; i++) {
        Thread reader = c.reader(100_000);
        c.write(100_000);
        reader.join();
        Thread.sleep(150);
      }
      Snapshot s = c.atClient();
      Times told = Times.of(s);
      long all = millisOn(s);
      long waited = sending(lab, Duration.ofMillis(100));
      assertThat(waited).as("it did wait").isGreaterThan(2 * ROUND_TRIP.toMillis() - MILLIS);
      told.assertNear(0, waited, all - waited);
    }
  }

  @Test
  void aBulkTransferThroughANarrowPathIsLimitedByTheCongestionWindow() throws Exception {
    try (Lab lab = Lab.open(NARROW, SENDER, RECEIVER);
        OpenConnection c = OpenConnection.in(lab)) {
      bulk(c, 5_000_000, false);
    }
  }

  @Test
  void aBulkTransferIntoASmallWindowIsLimitedByTheReceiver() throws Exception {
    try (Lab lab = Lab.open(WIDE, SENDER, HostOptions.standard());
        OpenConnection c = OpenConnection.in(lab, 30_000)) {
      bulk(c, 1_500_000, true);
      Snapshot s = c.atClient();
      assertThat(s.sndCong().sndLimBytesRwin().get()).isGreaterThan(1_300_000);
      assertThat(s.obsRec().maxRwinRcvd().get()).isLessThan(70_000);
    }
  }

  private static void bulk(OpenConnection c, long bytes, boolean isWindow) throws Exception {
    Thread reader = c.reader(bytes);
    c.write(bytes);
    reader.join();
    Thread.sleep(500);
    Snapshot s = c.atClient();
    Times told = Times.of(s);
    long all = millisOn(s);
    long busy = sending(c.lab(), Duration.ofDays(1)); // it is one burst
    assertThat(busy).as("long enough to say anything").isGreaterThan(1000);
    if (isWindow) {
      // Until the first windows have grown to the receiver's it is the congestion window.
      assertThat(told.cwnd()).isLessThan(4 * ROUND_TRIP.toMillis());
      told.assertNear(busy - told.cwnd(), told.cwnd(), all - busy);
    } else {
      told.assertNear(0, busy, all - busy);
    }
    assertThat(told.sum()).isBetween(all - MILLIS, all + MILLIS);
  }

  @Test
  void aReaderThatFallsAsleepLimitsTheSender() throws Exception {
    try (Lab lab = Lab.open(WIDE, SENDER, HostOptions.standard());
        OpenConnection c = OpenConnection.in(lab, 30_000)) {
      Thread writer = Thread.ofPlatform().daemon().start(() -> writeQuietly(c, 200_000));
      Thread.sleep(200);
      Times before = Times.of(c.atClient());
      long begin = System.nanoTime();
      Thread.sleep(1500);
      Times.of(c.atClient()).since(before).assertNear(millisSince(begin), 0, 0);
      assertThat(c.atClient().obsRec().minRwinRcvd().get()).as("the window was shut").isZero();
      assertThat(c.atServer().rec().minRwinSent().get()).isZero();
      c.read(200_000);
      writer.join();
      Thread.sleep(200);
      assertThat(c.atClient().obsRec().curRwinRcvd().get()).isPositive();
    }
  }

  private static void writeQuietly(OpenConnection c, long bytes) {
    try {
      c.write(bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// The wait for a retransmission timeout is congestion control's, from when the lost segment was
  /// sent; the silence before it is the sender's.
  @Test
  void aBlackoutWithLittleToSendIsCongestion() throws Exception {
    try (Lab lab = Lab.open(WIDE, SENDER, RECEIVER);
        OpenConnection c = OpenConnection.in(lab)) {
      boolean[] dark = {false};
      lab.link()
          .beforeBottleneck(
              Direction.TO_SERVER,
              packet -> {
                if (dark[0]) {
                  packet.drop(Fate.SCRIPTED);
                }
              });
      c.write(1000);
      c.read(1000);
      Thread.sleep(500);
      dark[0] = true;
      Times before = Times.of(c.atClient());
      Thread.sleep(500);
      long begin = System.nanoTime();
      c.write(1000);
      Thread.sleep(2000);
      dark[0] = false;
      c.read(1000);
      long waited = millisSince(begin) + ROUND_TRIP.toMillis() / 2;
      Thread.sleep(400);
      Times told = Times.of(c.atClient()).since(before);
      Snapshot s = c.atClient();
      assertThat(s.path().timeouts().get()).isEqualTo(1);
      assertThat(s.path().subsequentTimeouts().get()).isPositive();
      told.assertNear(0, waited, told.sum() - waited);
      assertThat(s.sndCong().sndLimTransCwnd().get()).isEqualTo(1);
      assertThat(s.sndCong().sndLimTransSnd().get()).isEqualTo(1);
    }
  }
}
