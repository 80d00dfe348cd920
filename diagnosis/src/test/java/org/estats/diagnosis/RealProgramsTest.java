package org.estats.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.estats.KernelFigure;
import org.estats.Snapshot;
import org.estats.catalogue.BandwidthMember;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.SndCongMember;
import org.junit.jupiter.api.Test;

/// What was read of ordinary programs between namespaces, over paths that are none of the lab's;
/// numbers are those of there, rounded.
class RealProgramsTest {

  private static final double TEN_SECONDS = 10;

  private static Diagnosis of(Told told) {
    return Diagnostician.diagnose(told.readings());
  }

  private static List<Nature> named(Diagnosis d) {
    return d.evidence().stream().map(Evidence::nature).toList();
  }

  /// So much in ten seconds, with such round trips on average and at least.
  private static Told stream(long bytes, long meanRtt, long leastRtt) {
    long segments = bytes / 1_448;
    return Told.quiet(TEN_SECONDS)
        .sending(bytes)
        .with(PathMember.SUM_RTT, segments / 2 * meanRtt)
        .with(FineRttMember.SUM_RTT, meanRtt)
        .with(FineRttMember.MIN_RTT, leastRtt)
        .with(FineRttMember.MAX_RTT, 2 * meanRtt)
        .with(ObsRecMember.CUR_RWIN_RCVD, 6_000_000)
        .with(ObsRecMember.MAX_RWIN_RCVD, 6_000_000)
        .with(ObsRecMember.MIN_RWIN_RCVD, 6_000_000)
        .with(SndCongMember.CUR_CWND, 400_000)
        .with(SendBuffMember.CUR_RETX_QUEUE, 300_000)
        .with(SendBuffMember.MAX_RETX_QUEUE, 400_000);
  }

  /// The same of a program that never waits for room.
  private static Told unasked(Told told) {
    return told.with(SendBuffMember.CUR_APP_W_QUEUE, 0)
        .with(SendBuffMember.MAX_APP_W_QUEUE, 0)
        .with(KernelFigure.SEND_BUFFER, 4_000_000)
        .with(KernelFigure.WRITER_WAITS, 0);
  }

  /// One segment in three overtaken by 30 ms, at 48 Mbit/s of 48: no harm, and yet to be named.
  @Test
  void segmentsThatOvertakeEachOtherWithoutHarmAreNamedBesideTheFullPath() {
    Told told =
        stream(60_000_000, 57_000, 40_000)
            .limitedBy(0, 1, 0)
            .with(SndCongMember.CUR_CWND, 300_000)
            .with(PathMember.SACKS_RCVD, 20_000)
            .with(SndCongMember.CONG_AVOID, 100)
            .with(BandwidthMember.OUTBOUND_BANDWIDTH, 52_000_000)
            .with(BandwidthMember.OUTBOUND_INSTABILITY, 700_000);
    assertThat(named(of(told))).doesNotContain(Nature.REORDERING);
    Diagnosis d = of(told.with(PathMember.RETRAN_THRESH, 239));
    assertThat(d.nature()).isEqualTo(Nature.CAPACITY);
    assertThat(named(d)).contains(Nature.REORDERING);
  }

  /// The first of the timeouts was before the first reading.
  @Test
  void whoBeginsToWatchInTheMiddleOfAnOutageIsToldOfIt() {
    Told told =
        stream(28_000_000, 68_000, 40_000)
            .limitedBy(0, 1, 0)
            .with(PathMember.PKTS_RETRANS, 320)
            .with(PathMember.CONG_SIGNALS, 2)
            .with(PathMember.FAST_RETRAN, 2)
            .with(PathMember.SUBSEQUENT_TIMEOUTS, 1)
            .with(PathMember.PRE_CONG_SUM_RTT, 161_000)
            .with(PathMember.PRE_CONG_SUM_CWND, 800_000)
            .with(SndCongMember.CONG_AVOID, 100)
            .with(BandwidthMember.OUTBOUND_BANDWIDTH, 48_000_000)
            .with(BandwidthMember.OUTBOUND_INSTABILITY, 5_000_000);
    assertThat(of(told).nature()).as("went on all the time").isNotEqualTo(Nature.OUTAGE);
    Diagnosis d = of(told.unevenly(0, 0, 0.3, 0.6, 1));
    assertThat(d.nature()).isEqualTo(Nature.OUTAGE);
    assertThat(d.summary()).contains("2.5 s");
  }

  /// A program that reads for a second and then does not for one and a half: the window grows anew.
  @Test
  void aWindowThatGrowsAnewIsNoCauseBesideAReaderThatStops() {
    Told told =
        stream(23_000_000, 63_000, 40_000)
            .limitedBy(0.58, 0.42, 0)
            .with(ObsRecMember.MIN_RWIN_RCVD, 0)
            .with(ObsRecMember.MAX_RWIN_RCVD, 500_000)
            .with(SndCongMember.SLOW_START, 700)
            .with(SndCongMember.SND_LIM_TRANS_RWIN, 4)
            .with(SndCongMember.SND_LIM_BYTES_RWIN, 50_000);
    Diagnosis d = of(told);
    assertThat(d.verdict()).isEqualTo(Verdict.RECEIVER);
    assertThat(d.nature()).isEqualTo(Nature.ZERO_WINDOW);
    assertThat(named(d)).doesNotContain(Nature.SLOW_START);
    assertThat(d.advice()).doesNotContain("initcwnd");
  }

  /// 3 MB each two seconds over 50 Mbit/s, as a player fetches a film: nothing to mend.
  @Test
  void aPlayerThatFetchesAPieceNowAndThenIsWell() {
    Told told =
        unasked(stream(15_000_000, 61_000, 40_000))
            .limitedBy(0, 0.26, 0.74)
            .with(SendBuffMember.MAX_RETX_QUEUE, 2_000_000)
            .with(SendBuffMember.MAX_APP_W_QUEUE, 1_000_000)
            .with(SndCongMember.SLOW_START, 900)
            .with(BandwidthMember.OUTBOUND_BANDWIDTH, 48_000_000)
            .with(BandwidthMember.OUTBOUND_INSTABILITY, 500_000);
    assertThat(of(told).nature()).isEqualTo(Nature.HEALTHY);
    Told empty = told.with(PathMember.SUM_RTT, 5_180 * 40_500L);
    assertThat(of(empty).nature()).as("a window that grows, no queue").isEqualTo(Nature.SLOW_START);
  }

  /// 2,000 bytes each 40 ms: the rest that waits for an ACK costs time, and no rate.
  @Test
  void smallWritesHeldBackDoNotLimitAStreamThatNobodyAnswers() {
    Told told =
        Told.quiet(TEN_SECONDS)
            .sending(500_000)
            .limitedBy(0, 0.1, 0.9)
            .with(DataMember.DATA_SEGS_OUT, 500)
            .with(PathMember.COUNT_RTT, 400)
            .with(PathMember.SUM_RTT, 400 * 55_000)
            .with(FineRttMember.MAX_RTT, 79_000)
            .with(SendBuffMember.CUR_RETX_QUEUE, 1_448)
            .with(SendBuffMember.MAX_RETX_QUEUE, 2_000)
            .with(SendBuffMember.CUR_APP_W_QUEUE, 0)
            .with(SendBuffMember.MAX_APP_W_QUEUE, 552);
    Diagnosis d = of(told);
    assertThat(d.nature()).isEqualTo(Nature.APPLICATION_PACED);
    assertThat(named(d)).contains(Nature.NAGLE_DELAYED_ACK);
    assertThat(of(told.with(DataMember.DATA_SEGS_IN, 250)).nature())
        .as("who is answered waits")
        .isEqualTo(Nature.NAGLE_DELAYED_ACK);
  }

  /// A loop of send() to a program of the same machine.
  @Test
  void whatTwoProgramsOfAMachineCopyIsWell() {
    Told told =
        unasked(stream(11_700_000_000L, 111, 2))
            .limitedBy(0, 0.13, 0.87)
            .with(DataMember.DATA_SEGS_OUT, 8_100_000);
    Diagnosis d = of(told);
    assertThat(d.nature()).isEqualTo(Nature.HEALTHY);
    assertThat(of(told.with(FineRttMember.MIN_RTT, 60)).nature())
        .as("over a wire it is the program")
        .isEqualTo(Nature.APPLICATION_PACED);
  }

  /// 300 kB after 300 kB, each asked for when the one before it had arrived.
  @Test
  void answersThatAreAskedForOneAfterTheOtherWaitForTheRoundTrip() {
    Told told =
        unasked(stream(32_600_000, 57_000, 40_000))
            .with(DataMember.DATA_SEGS_IN, 109)
            .with(SendBuffMember.CUR_RETX_QUEUE, 200_000)
            .with(SendBuffMember.MAX_RETX_QUEUE, 300_000);
    Diagnosis d = of(told);
    assertThat(d.nature()).isEqualTo(Nature.SLOW_START);
    assertThat(d.summary()).contains("one piece after the other");
    Told thinking =
        unasked(stream(2_400_000, 45_000, 40_000))
            .with(DataMember.DATA_SEGS_IN, 24)
            .with(SendBuffMember.MAX_RETX_QUEUE, 100_000);
    assertThat(of(thinking).nature()).as("0.3 s before each answer").isEqualTo(Nature.HEALTHY);
    Told larger =
        unasked(stream(48_000_000, 61_000, 40_000))
            .with(DataMember.DATA_SEGS_IN, 48)
            .with(BandwidthMember.OUTBOUND_BANDWIDTH, 48_400_000)
            .limitedBy(0, 0.45, 0.55);
    assertThat(of(larger).nature()).as("several windows each").isEqualTo(Nature.SLOW_START);
  }

  /// Anybody's program on a busy machine: what tcp_info said was older than the program thought.
  @Test
  void withoutRightsAMomentThatWasWrongIsNotTakenForOthersOnThePath() {
    Told told =
        stream(60_000_000, 68_000, 40_000)
            .limitedBy(0, 1, 0)
            .with(KernelFigure.DELIVERY_RATE, 48_000_000)
            .with(KernelFigure.IS_DELIVERY_APP_LIMITED, 0)
            .with(KernelFigure.LEAST_RTT, 40_000)
            .fromTcpInfo();
    told.unevenly(0, 0.16, 0.4, 0.7, 1);
    assertThat(of(told).nature()).as("all of it possible").isEqualTo(Nature.CONGESTION_LOSS);
    told.unevenly(0, 0.1, 0.2, 0.3, 1);
    assertThat(of(told).nature()).as("134 Mbit/s in 2.5 s").isEqualTo(Nature.CAPACITY);
  }

  /// A server that thinks between its answers fills the buffer for a moment each time.
  @Test
  void withoutRightsABufferThatIsFullNowAndThenHoldsNobodyBack() {
    Told full =
        stream(2_600_000, 44_000, 40_000)
            .with(SendBuffMember.CUR_RETX_QUEUE, 100_000)
            .with(SendBuffMember.CUR_APP_W_QUEUE, 0)
            .with(KernelFigure.SEND_BUFFER, 200_000)
            .with(KernelFigure.SEND_QUEUED, 190_000)
            .fromTcpInfo();
    List<Snapshot> readings = new ArrayList<>(full.readings());
    assertThat(Diagnostician.diagnose(readings).nature()).isEqualTo(Nature.SEND_BUFFER);
    List<Snapshot> empty = full.with(SendBuffMember.CUR_RETX_QUEUE, 0).readings();
    List.of(0, 1, 3, 4).forEach(i -> readings.set(i, empty.get(i)));
    assertThat(Diagnostician.diagnose(readings).nature()).isNotEqualTo(Nature.SEND_BUFFER);
  }

  @Test
  void aShaperOfThisHostMayBeTheProgramsOwnPacing() {
    Told told =
        stream(5_000_000, 40_200, 40_000)
            .limitedBy(0, 1, 0)
            .with(SendBuffMember.CUR_RETX_QUEUE, 20_000)
            .with(SndCongMember.CONG_AVOID, 0);
    List<Snapshot> readings = new ArrayList<>(told.readings());
    Diagnosis d = Diagnostician.diagnose(readings);
    assertThat(d.nature()).isEqualTo(Nature.LOCAL_STALL);
    assertThat(d.advice()).contains("SO_MAX_PACING_RATE");
  }
}
