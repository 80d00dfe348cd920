package org.estats.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.estats.KernelFigure;
import org.estats.Snapshot;
import org.estats.catalogue.BandwidthMember;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.RecMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.SndCongMember;
import org.junit.jupiter.api.Test;

/// The rules on readings that are made up; what real connections show is tested in the lab.
class DiagnosticianTest {

  private static final double TEN_SECONDS = 10;

  /// What 64 KiB over 40 ms carry in ten seconds.
  private static final long WINDOWFULS = 65_536L * 250;

  private static Diagnosis of(Told told) {
    return Diagnostician.diagnose(told.readings());
  }

  private static Told smallWindow() {
    return Told.quiet(TEN_SECONDS).sending(WINDOWFULS).limitedBy(1, 0, 0);
  }

  private static Told losing(long resent, long signals, long rttBefore) {
    return Told.quiet(TEN_SECONDS)
        .sending(1_448L * 10_000)
        .limitedBy(0, 1, 0)
        .with(PathMember.PKTS_RETRANS, resent)
        .with(PathMember.CONG_SIGNALS, signals)
        .with(PathMember.FAST_RETRAN, signals)
        .with(PathMember.PRE_CONG_SUM_RTT, signals * rttBefore)
        .with(PathMember.PRE_CONG_SUM_CWND, signals * 28_960)
        .with(SndCongMember.CONG_AVOID, 100)
        .with(BandwidthMember.OUTBOUND_BANDWIDTH, 20_000_000)
        .with(BandwidthMember.OUTBOUND_INSTABILITY, 4_000_000);
  }

  @Test
  void oneReadingIsNoDiagnosis() {
    List<Snapshot> one = smallWindow().readings().subList(0, 1);
    assertThatThrownBy(() -> Diagnostician.diagnose(one))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatDoesNothingIsIdleAndNothingIsWrongWithIt() {
    Diagnosis idle = of(Told.quiet(TEN_SECONDS));
    assertThat(idle.nature()).isEqualTo(Nature.IDLE);
    assertThat(idle.verdict()).isEqualTo(Verdict.NONE);
    assertThat(idle.evidence()).isEmpty();
  }

  @Test
  void aFullWindowIsTheReceiversAndSetsTheCeiling() {
    Diagnosis d = of(smallWindow());
    assertThat(d.verdict()).isEqualTo(Verdict.RECEIVER);
    assertThat(d.nature()).isEqualTo(Nature.SMALL_WINDOW);
    assertThat(d.ceilingBitsPerSecond().orElseThrow()).isEqualTo(65_536L * 8 * 25);
    assertThat(d.summary()).contains("66 kB").contains("13 Mbit/s").contains("40 ms");
    assertThat(d.advice()).contains("SO_RCVBUF to at least 500 kB"); // 100 Mbit/s over 40 ms
    assertThat(d.shares().orElseThrow().receiver()).isEqualTo(1, within(1e-9));
  }

  @Test
  void withoutScalingTheWindowIsNotTheBuffersFault() {
    Told told = smallWindow();
    told.with(ObsRecMember.MAX_RWIN_RCVD, 65_535).with(ObsRecMember.WIN_SCALE_RCVD, 255);
    assertThat(of(told).nature()).isEqualTo(Nature.WINDOW_SCALING_OFF);
  }

  @Test
  void aWindowEatenByUnreadDataIsASlowReader() {
    Told told = smallWindow().with(ObsRecMember.MIN_RWIN_RCVD, 0);
    assertThat(of(told).nature()).isEqualTo(Nature.SLOW_READER);
  }

  /// What comes after a hole fills a small buffer; nobody reads it late.
  @Test
  void aWindowThatOnlyHolesShutIsSmall() {
    Told told = smallWindow().with(ObsRecMember.MIN_RWIN_RCVD, 0).with(PathMember.PKTS_RETRANS, 20);
    assertThat(of(told).nature()).isEqualTo(Nature.SMALL_WINDOW);
    told.sending(WINDOWFULS / 2).limitedBy(1, 0, 0);
    assertThat(of(told).nature())
        .as("a window that is half full while it limits is read late")
        .isEqualTo(Nature.SLOW_READER);
  }

  /// The window is open at each reading; whenever it was full, nothing went for a second.
  @Test
  void aReaderThatStopsForLongIsNotSlow() {
    Told told =
        Told.quiet(TEN_SECONDS)
            .sending(WINDOWFULS / 4)
            .limitedBy(0.6, 0.4, 0)
            .with(ObsRecMember.MIN_RWIN_RCVD, 0)
            .with(SndCongMember.SND_LIM_TRANS_RWIN, 6)
            .with(SndCongMember.SND_LIM_BYTES_RWIN, 50_000);
    assertThat(of(told).nature()).isEqualTo(Nature.ZERO_WINDOW);
    assertThat(of(told.with(SndCongMember.SND_LIM_TRANS_RWIN, 60)).nature())
        .isEqualTo(Nature.SLOW_READER);
  }

  /// The window stands open at each look, but ACKs come in lumps and it had been shut.
  @Test
  void aReaderInLumpsWhoseBurstsAreDroppedIsASlowReader() {
    Told told =
        losing(100, 95, 40_000)
            .with(ObsRecMember.MAX_RWIN_RCVD, 200_000)
            .with(ObsRecMember.MIN_RWIN_RCVD, 3_000);
    assertThat(of(told).nature()).isEqualTo(Nature.RANDOM_LOSS);
    assertThat(of(told.with(DataMember.SEGS_IN, 1_500)).nature()).isEqualTo(Nature.SLOW_READER);
  }

  @Test
  void aShutWindowAndNoProgressIsZeroWindow() {
    Told told =
        Told.quiet(TEN_SECONDS)
            .limitedBy(1, 0, 0)
            .with(ObsRecMember.CUR_RWIN_RCVD, 0)
            .with(ObsRecMember.MIN_RWIN_RCVD, 0)
            .with(ObsRecMember.MAX_RWIN_RCVD, 0)
            .with(SendBuffMember.CUR_APP_W_QUEUE, 50_000);
    Diagnosis d = of(told);
    assertThat(d.nature()).isEqualTo(Nature.ZERO_WINDOW);
    assertThat(d.ceilingBitsPerSecond().orElseThrow()).isZero();
  }

  @Test
  void lossesAreToldApartByHowTheyComeAndByTheQueueBeforeThem() {
    assertThat(of(losing(100, 95, 40_000)).nature()).isEqualTo(Nature.RANDOM_LOSS);
    assertThat(of(losing(100, 95, 60_000)).nature()).isEqualTo(Nature.CONGESTION_LOSS);
    // The rate is the same in every interval of readings that are made up: a policer's.
    assertThat(of(losing(100, 10, 40_000)).nature()).isEqualTo(Nature.POLICER);
    assertThat(of(losing(100, 10, 60_000)).nature()).as("rows").isEqualTo(Nature.BURST_LOSS);
  }

  private static Told uneven(Told told) {
    return told.unevenly(0, 0.4, 0.5, 0.7, 1);
  }

  @Test
  void whatAPolicerDropsTearsWhatArrivesAndABurstDoesNot() {
    Told torn = uneven(losing(100, 10, 40_000)).with(PathMember.SACKS_RCVD, 400);
    assertThat(of(torn.with(PathMember.SACK_BLOCKS_RCVD, 410)).nature())
        .isEqualTo(Nature.BURST_LOSS);
    assertThat(of(torn.with(PathMember.SACK_BLOCKS_RCVD, 1_000)).nature())
        .isEqualTo(Nature.POLICER);
    assertThat(of(torn.with(FineRttMember.MIN_RTT, 35_000)).nature())
        .as("what overflows a queue is torn too")
        .isEqualTo(Nature.BURST_LOSS);
  }

  /// The queue stands at each look, and what this connection gets of the path varies.
  @Test
  void aFullPathThatGivesMoreInOneSecondThanInAnotherIsSharedThoughNothingIsLost() {
    Told told =
        losing(0, 0, 0)
            .with(BandwidthMember.OUTBOUND_BANDWIDTH, 12_000_000)
            .with(BandwidthMember.OUTBOUND_INSTABILITY, 100_000)
            .with(FineRttMember.MIN_RTT, 30_000);
    assertThat(of(told).nature()).isEqualTo(Nature.CAPACITY);
    Diagnosis shared = of(told.unevenly(0, 0.27, 0.53, 0.75, 1));
    assertThat(shared.nature()).isEqualTo(Nature.CONGESTION_LOSS);
    assertThat(shared.summary()).contains("share");
    assertThat(shared.evidence().getFirst().text()).doesNotContain("lost");
  }

  /// Without them a quarter more would not get across.
  @Test
  void lossesThatLeaveFourFifthsOfTheMostAreAFullPath() {
    Told told =
        losing(60, 8, 38_000)
            .with(FineRttMember.MIN_RTT, 32_000)
            .with(BandwidthMember.OUTBOUND_BANDWIDTH, 12_500_000)
            .with(BandwidthMember.OUTBOUND_INSTABILITY, 2_000_000);
    assertThat(of(told.unevenly(0, 0.28, 0.5, 0.74, 1)).nature()).isEqualTo(Nature.CAPACITY);
    assertThat(of(told.unevenly(0, 0.4, 0.55, 0.75, 1)).nature())
        .as("a second in which 1.6 times as much got across")
        .isEqualTo(Nature.BURST_LOSS);
  }

  @Test
  void refusalsOfTheOwnInterfaceCostNothingWhereThePathIsFullBeyondIt() {
    Told told =
        losing(3, 5, 50_000)
            .with(PathMember.FAST_RETRAN, 3)
            .with(PathMember.SEND_STALL, 2)
            .with(FineRttMember.MIN_RTT, 30_000);
    assertThat(of(told).nature()).isEqualTo(Nature.LOCAL_STALL);
    told.with(BandwidthMember.OUTBOUND_BANDWIDTH, 11_900_000);
    assertThat(of(told).nature()).isEqualTo(Nature.CAPACITY);
  }

  /// What is not known is left out, whatever the source lacks.
  @Test
  void noTextSaysUnknown() {
    for (Told told :
        List.of(
            losing(100, 10, 40_000).fromTcpInfo(),
            losing(100, 95, 40_000).fromTcpInfo(),
            losing(100, 95, 60_000).fromTcpInfo(),
            losing(0, 20, 40_000).with(KernelFigure.DELIVERED_MARKED, 0).fromTcpInfo(),
            losing(0, 1, 40_000).with(PathMember.FAST_RETRAN, 0).with(PathMember.SEND_STALL, 1),
            smallWindow().fromTcpInfo(),
            writing(1).fromTcpInfo())) {
      Diagnosis d = of(told);
      assertThat(d.summary() + d.advice() + d.evidence())
          .as(d.nature().text())
          .doesNotContain("unknown");
    }
  }

  /// Of tcp_info the kernel's count of what was acknowledged is now and then ambiguous.
  @Test
  void withoutRightsWhatWasAcknowledgedIsWhatWasSentAndIsOnItsWayNoMore() {
    Told told = smallWindow().fromTcpInfo();
    long rate = of(told).bitsPerSecond().orElseThrow();
    told.with(DataMember.THRU_BYTES_ACKED, org.estats.Absence.AMBIGUOUS.code())
        .with(PathMember.BYTES_RETRANS, 0);
    assertThat(of(told).bitsPerSecond().orElseThrow()).isEqualTo(rate);
  }

  /// Rate times round trip is the window, and no look found it full.
  @Test
  void withoutRightsAWindowIsFullByTheRateThoughNoLookSaysSo() {
    Told told = smallWindow().with(SendBuffMember.CUR_RETX_QUEUE, 28_960).fromTcpInfo();
    assertThat(of(told).nature()).isEqualTo(Nature.SMALL_WINDOW);
    assertThat(of(told).shares().orElseThrow().receiver()).isEqualTo(1, within(0.01));
    told.with(ObsRecMember.CUR_RWIN_RCVD, 131_072);
    assertThat(of(told).nature()).isNotEqualTo(Nature.SMALL_WINDOW);
  }

  /// Of tcp_info: the threshold of the window falls, and nothing was lost or marked.
  @Test
  void withoutRightsACutWithoutACauseIsTheOwnInterfaces() {
    Told told =
        losing(0, 0, 0)
            .with(SndCongMember.CUR_SSTHRESH, 60_000)
            .with(ObsRecMember.CUR_RWIN_RCVD, 131_072)
            .fromTcpInfo();
    List<Snapshot> readings = new java.util.ArrayList<>(told.readings());
    assertThat(Diagnostician.diagnose(readings).nature()).isEqualTo(Nature.CAPACITY);
    readings.set(4, told.with(SndCongMember.CUR_SSTHRESH, 30_000).readings().get(4));
    assertThat(Diagnostician.diagnose(readings).nature()).isEqualTo(Nature.LOCAL_STALL);
  }

  /// Of tcp_info only looks tell how large the window was.
  @Test
  void withoutRightsAWindowThatFallsFromLookToLookIsReadLate() {
    Told told = smallWindow().with(SendBuffMember.CUR_RETX_QUEUE, 65_160).fromTcpInfo();
    List<Snapshot> readings = new java.util.ArrayList<>(told.readings());
    assertThat(Diagnostician.diagnose(readings).nature()).isEqualTo(Nature.SMALL_WINDOW);
    readings.set(2, told.with(ObsRecMember.CUR_RWIN_RCVD, 60_000).readings().get(2));
    assertThat(Diagnostician.diagnose(readings).nature()).isEqualTo(Nature.SLOW_READER);
  }

  @Test
  void aMarkIsNoLoss() {
    Told told = losing(0, 20, 40_000).with(PathMember.FAST_RETRAN, 0);
    assertThat(of(told.with(PathMember.ECN_SIGNALS, 40)).nature()).isEqualTo(Nature.ECN_CONGESTION);
  }

  @Test
  void aSteadyRateBehindAQueueIsAFullPathAndNoFault() {
    Told told =
        losing(3, 2, 55_000)
            .with(BandwidthMember.OUTBOUND_BANDWIDTH, 11_700_000)
            .with(BandwidthMember.OUTBOUND_INSTABILITY, 50_000)
            .with(FineRttMember.MIN_RTT, 30_000);
    Diagnosis d = of(told);
    assertThat(d.nature()).isEqualTo(Nature.CAPACITY);
    assertThat(d.ceilingBitsPerSecond().orElseThrow()).isEqualTo(11_700_000);
    assertThat(of(told.with(BandwidthMember.OUTBOUND_INSTABILITY, 800_000)).nature())
        .as("the repairs of its own losses")
        .isEqualTo(Nature.CAPACITY);
    assertThat(of(told.with(BandwidthMember.OUTBOUND_INSTABILITY, 1_700_000)).nature())
        .as("the same in each second, however single samples stray")
        .isEqualTo(Nature.CAPACITY);
    told.with(BandwidthMember.OUTBOUND_INSTABILITY, 50_000);
    assertThat(of(told.with(FineRttMember.MIN_RTT, 12_000)).nature()).isEqualTo(Nature.BUFFERBLOAT);
    Told slow =
        told.with(DataMember.THRU_BYTES_ACKED, 3_125_000)
            .with(BandwidthMember.OUTBOUND_BANDWIDTH, 2_500_000)
            .with(BandwidthMember.OUTBOUND_INSTABILITY, 10_000);
    assertThat(of(slow).nature()).as("a first flight takes as long").isEqualTo(Nature.CAPACITY);
    assertThat(of(slow.with(BandwidthMember.OUTBOUND_INSTABILITY, 500_000)).nature())
        .as("the queue of others")
        .isEqualTo(Nature.BUFFERBLOAT);
  }

  @Test
  void silenceThatGoesOnIsADeadPathWithTheTimeThatIsLeft() {
    Told told =
        losing(3, 1, 40_000)
            .with(DataMember.THRU_BYTES_ACKED, 0)
            .with(PathMember.TIMEOUTS, 1)
            .with(PathMember.SUBSEQUENT_TIMEOUTS, 3)
            .with(PathMember.CUR_TIMEOUT_COUNT, 4)
            .with(PathMember.CUR_RTO, 3_840_000);
    Diagnosis d = of(told);
    assertThat(d.nature()).isEqualTo(Nature.DEAD_PATH);
    assertThat(d.summary()).contains("about 15 min"); // 924.6 s less the 3.6 s so far
    told.with(PathMember.CUR_TIMEOUT_COUNT, 2).with(PathMember.CUR_RTO, 960_000);
    assertThat(of(told).nature()).as("ten seconds without an ACK").isEqualTo(Nature.DEAD_PATH);
    told.with(DataMember.THRU_BYTES_ACKED, 1_000_000);
    assertThat(of(told).nature()).as("0.7 s of silence").isNotEqualTo(Nature.DEAD_PATH);
  }

  /// The path overflowed its queue before and after; the silence weighs more.
  @Test
  void timeoutsInARowAreAnOutageEvenWhereOneOfThemWasTooEarly() {
    Told told =
        losing(50, 22, 60_000)
            .with(PathMember.TIMEOUTS, 1)
            .with(PathMember.SUBSEQUENT_TIMEOUTS, 3)
            .with(PathMember.SPURIOUS_RTO_DETECTIONS, 1)
            .with(PathMember.MAX_RTO, 3_700_000);
    assertThat(of(told).nature()).isEqualTo(Nature.OUTAGE);
  }

  @Test
  void earlyTimeoutsThatTakeMuchOfTheTimeOutweighLossesOfTheOwnQueue() {
    Told told =
        losing(28, 22, 60_000)
            .with(PathMember.FAST_RETRAN, 19)
            .with(PathMember.TIMEOUTS, 3)
            .with(PathMember.SPURIOUS_RTO_DETECTIONS, 3)
            .with(FineRttMember.MAX_RTT, 700_000);
    assertThat(of(told).nature()).isEqualTo(Nature.SPURIOUS_RETRANSMISSION);
    assertThat(of(told.with(FineRttMember.MAX_RTT, 300_000)).nature())
        .as("0.9 s of 10 do not")
        .isEqualTo(Nature.CONGESTION_LOSS);
  }

  @Test
  void holesInMostAcksAreReorderingOnceTheKernelHasSeenIt() {
    Told told = losing(20, 5, 60_000).with(PathMember.SACKS_RCVD, 4_900);
    assertThat(of(told).nature()).isEqualTo(Nature.CONGESTION_LOSS);
    assertThat(of(told.with(PathMember.RETRAN_THRESH, 80)).nature()).isEqualTo(Nature.REORDERING);
  }

  @Test
  void theOneRefusalOfTheOwnInterfaceThatEndedTheFirstGrowthIsNamed() {
    Told told = losing(0, 1, 40_000).with(PathMember.FAST_RETRAN, 0);
    assertThat(of(told).nature()).isEqualTo(Nature.CAPACITY);
    assertThat(of(told.with(PathMember.SEND_STALL, 1)).nature()).isEqualTo(Nature.LOCAL_STALL);
  }

  @Test
  void aWriterThatIsNeverAheadIsBlockedUnlessABacklogHasBeenLarger() {
    Told told =
        Told.quiet(TEN_SECONDS)
            .sending(62_000L * 250)
            .with(DataMember.DATA_SEGS_OUT, 45 * 250)
            .with(SendBuffMember.CUR_RETX_QUEUE, 64_000)
            .with(SendBuffMember.MAX_RETX_QUEUE, 77_000)
            .with(SendBuffMember.CUR_APP_W_QUEUE, 0)
            .with(SendBuffMember.MAX_APP_W_QUEUE, 31_856);
    assertThat(of(told).nature()).isEqualTo(Nature.SEND_BUFFER);
    told.with(SendBuffMember.MAX_RETX_QUEUE, 200_000);
    assertThat(of(told).nature()).isEqualTo(Nature.APPLICATION_PACED);
  }

  /// Questions one at a time fill no queue.
  @Test
  void aRoundTripThatMovesUnderQuestionsIsAQueueOfOthers() {
    Told told =
        Told.quiet(TEN_SECONDS)
            .with(DataMember.DATA_BYTES_OUT, 120_000)
            .with(DataMember.THRU_BYTES_ACKED, 120_000)
            .with(DataMember.DATA_SEGS_OUT, 120)
            .with(DataMember.DATA_SEGS_IN, 120)
            .with(PathMember.COUNT_RTT, 120)
            .with(PathMember.SUM_RTT, 120 * 75_000)
            .with(SendBuffMember.MAX_RETX_QUEUE, 1_000)
            .with(FineRttMember.MIN_RTT, 63_000)
            .with(FineRttMember.MAX_RTT, 102_000);
    told.with(BandwidthMember.OUTBOUND_BANDWIDTH, 120_000);
    assertThat(of(told).nature()).isEqualTo(Nature.BUFFERBLOAT);
    assertThat(of(told).advice())
        .as("the line's rate is not what questions got of it")
        .contains("95 % of the line's rate")
        .doesNotContain("kbit");
    assertThat(of(told).ceilingBitsPerSecond()).isEmpty();
    told.with(FineRttMember.MIN_RTT, 74_000).with(FineRttMember.MAX_RTT, 78_000);
    assertThat(of(told).nature()).isEqualTo(Nature.SLOW_START);
  }

  @Test
  void anApplicationThatWritesLittleIsTheSender() {
    Told told =
        Told.quiet(TEN_SECONDS)
            .sending(1_000_000)
            .with(DataMember.DATA_SEGS_OUT, 1_000)
            .with(SendBuffMember.CUR_APP_W_QUEUE, 0)
            .with(SendBuffMember.MAX_APP_W_QUEUE, 0);
    Diagnosis d = of(told);
    assertThat(d.verdict()).isEqualTo(Verdict.SENDER);
    assertThat(d.nature()).isEqualTo(Nature.APPLICATION_PACED);
  }

  @Test
  void twoLimitsOfLikeWeightAreMixedAndBothNamed() {
    Told told =
        losing(100, 95, 40_000)
            .limitedBy(0.5, 0.5, 0)
            .with(ObsRecMember.CUR_RWIN_RCVD, 28_960)
            .with(ObsRecMember.MAX_RWIN_RCVD, 28_960)
            .with(ObsRecMember.MIN_RWIN_RCVD, 28_960);
    Diagnosis d = of(told);
    assertThat(d.verdict()).isEqualTo(Verdict.MIXED);
    assertThat(d.evidence())
        .extracting(Evidence::nature)
        .contains(Nature.SMALL_WINDOW, Nature.RANDOM_LOSS);
    assertThat(of(told.limitedBy(0.1, 0.9, 0)).evidence())
        .as("the lesser of them is still named")
        .extracting(Evidence::nature)
        .contains(Nature.SMALL_WINDOW, Nature.RANDOM_LOSS);
  }

  @Test
  void whoAsksAndAnswersIsWellAndToldHowLongAnExchangeTakes() {
    Told told =
        Told.quiet(TEN_SECONDS)
            .with(DataMember.DATA_BYTES_OUT, 6_000)
            .with(DataMember.THRU_BYTES_ACKED, 6_000)
            .with(DataMember.DATA_SEGS_OUT, 20)
            .with(DataMember.DATA_SEGS_IN, 20)
            .with(SendBuffMember.MAX_RETX_QUEUE, 300)
            .with(SendBuffMember.CUR_APP_W_QUEUE, 0);
    assertThat(of(told).nature()).isEqualTo(Nature.HEALTHY);
    assertThat(of(told).summary()).contains("within 40 ms").contains("takes about 500 ms");
    told.with(DataMember.DATA_SEGS_IN, 0);
    assertThat(of(told).summary()).as("nobody answers").doesNotContain("exchange");
  }

  @Test
  void unreadDataIsThisHostsOwnProgram() {
    Told told =
        Told.quiet(TEN_SECONDS)
            .with(DataMember.THRU_BYTES_RECEIVED, 5_000_000)
            .with(RecMember.CUR_APP_R_QUEUE, 200_000)
            .with(RecMember.CUR_RWIN_SENT, 10_000);
    Diagnosis d = of(told);
    assertThat(d.flow()).isEqualTo(Flow.IN);
    assertThat(d.nature()).isEqualTo(Nature.SLOW_READER);
    Diagnosis read = of(told.with(RecMember.CUR_APP_R_QUEUE, 0));
    assertThat(read.verdict())
        .as("who limits a stream that is read at once only its sender knows")
        .isEqualTo(Verdict.CANNOT_SAY);
    assertThat(read.advice()).contains("estats diagnose on 10.0.0.2");
  }

  private static Told writing(long waits) {
    return Told.quiet(TEN_SECONDS)
        .sending(10_000_000)
        .limitedBy(0, 0.3, 0.7)
        .with(SendBuffMember.CUR_APP_W_QUEUE, 0)
        .with(SndCongMember.CUR_CWND, 100_000)
        .with(KernelFigure.SEND_BUFFER, 40_000)
        .with(KernelFigure.SEND_QUEUED, 38_000)
        .with(KernelFigure.WRITER_WAITS, waits);
  }

  @Test
  void aWriterThatWaitsIsNotOneThatPacesItself() {
    Told overfull =
        writing(1)
            .with(SendBuffMember.CUR_RETX_QUEUE, 100_000)
            .with(KernelFigure.SEND_QUEUED, 110_000);
    assertThat(of(overfull).nature()).isEqualTo(Nature.SEND_BUFFER);
    assertThat(of(overfull.with(KernelFigure.WRITER_WAITS, 0)).nature())
        .isNotEqualTo(Nature.SEND_BUFFER);
    overfull
        .with(KernelFigure.WRITER_WAITS, 1)
        .limitedBy(0, 0.6, 0.4)
        .with(PathMember.PKTS_RETRANS, 6)
        .with(PathMember.CONG_SIGNALS, 5)
        .with(PathMember.FAST_RETRAN, 5)
        .with(PathMember.PRE_CONG_SUM_RTT, 5 * 80_000);
    assertThat(of(overfull).nature())
        .as("the queue that it overflows at times is its own: it gets the same in each second")
        .isEqualTo(Nature.SEND_BUFFER);
  }

  @Test
  void aWriterThatWaitsForRoomUnderOpenWindowsHasTooSmallABuffer() {
    Diagnosis d = of(writing(1));
    assertThat(d.nature()).isEqualTo(Nature.SEND_BUFFER);
    assertThat(d.advice()).contains("40 kB").contains("SO_SNDBUF");
    assertThat(of(writing(0)).nature())
        .as("one that never waits paces itself")
        .isNotEqualTo(Nature.SEND_BUFFER);
    assertThat(of(writing(1).with(SndCongMember.CUR_CWND, 14_480)).nature())
        .as("where the congestion window is as full, a larger buffer is of no use")
        .isNotEqualTo(Nature.SEND_BUFFER);
  }

  @Test
  void theKernelRemembersTheLeastRoundTripOfAPathWhoseQueueIsFullEverSince() {
    Told told =
        Told.quiet(TEN_SECONDS)
            .sending(10_000_000)
            .limitedBy(0, 1, 0)
            .with(SndCongMember.CONG_AVOID, 200)
            .with(BandwidthMember.OUTBOUND_BANDWIDTH, 8_000_000)
            .with(BandwidthMember.OUTBOUND_INSTABILITY, 10_000);
    assertThat(of(told).nature()).isEqualTo(Nature.CAPACITY);
    told.with(KernelFigure.LEAST_RTT, 10_000);
    assertThat(of(told).nature()).isEqualTo(Nature.BUFFERBLOAT);
  }

  /// Pieces of unknown size, so nobody knows how often they come.
  @Test
  void fromTcpInfoAlonePiecesThatNobodySawAreAStreamIfTheyAreEvenAndUnanswered() {
    Told told =
        Told.quiet(TEN_SECONDS)
            .sending(1_000_000)
            .with(DataMember.DATA_SEGS_OUT, 1_000)
            .with(SendBuffMember.CUR_RETX_QUEUE, 0)
            .with(SendBuffMember.CUR_APP_W_QUEUE, 0)
            .fromTcpInfo();
    assertThat(of(told).nature()).isEqualTo(Nature.APPLICATION_PACED);
    assertThat(of(told.with(DataMember.DATA_SEGS_IN, 200)).verdict()).isEqualTo(Verdict.NONE);
  }

  @Test
  void fromTcpInfoAloneItSaysWhatItCouldNotTellAndIsLessSure() {
    Told told = smallWindow().with(SendBuffMember.CUR_RETX_QUEUE, 65_000);
    double sure = of(told).confidence();
    Diagnosis d = of(told.fromTcpInfo());
    assertThat(d.nature()).isEqualTo(Nature.SMALL_WINDOW);
    assertThat(d.untold()).hasSize(2).first().asString().contains("SndCong is off");
    assertThat(d.confidence()).isLessThan(0.7 * sure);
  }
}
