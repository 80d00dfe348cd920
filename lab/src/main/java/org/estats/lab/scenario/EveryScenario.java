package org.estats.lab.scenario;

import java.util.List;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.lab.Side;
import org.estats.lab.SocketFigures;
import org.estats.lab.truth.FlowTruth;
import org.estats.lab.truth.RttEstimate;
import org.estats.lab.truth.RttSample;
import org.estats.lab.truth.RttTruth;
import org.estats.lab.truth.TimeoutTruth;

/// What must be true of both ends after every scenario: all that the packets tell whatever
/// happened, and the kernel's own counters where it has any.
final class EveryScenario {

  /// How far a time may be from what the packets show; they are seen next to the host, not in it.
  private static final long MICROS = 1_000;

  /// And on average, which a constant error would show in: measured 10 to 70 us.
  private static final long MEAN_MICROS = 250;

  /// The reordering that Linux begins with.
  private static final double REORDERING = 3;

  private EveryScenario() {}

  static void claim(Claims claims) {
    for (Side side : Side.values()) {
      packets(claims, side);
      sequenceNumbers(claims, side);
      roundTrips(claims, side);
      reserved(claims, side);
    }
    kernel(claims);
    EveryQueue.claim(claims);
  }

  private static void packets(Claims claims, Side side) {
    FlowTruth truth = claims.evidence().flow(side);
    long localDrops = claims.evidence().localDrops(side);
    if (localDrops == 0) {
      claims.exactly(side, DataMember.DATA_BYTES_OUT, truth.dataBytesSent(), Witness.PACKETS);
      claims.exactly(side, PathMember.BYTES_RETRANS, retransmitted(truth), Witness.PACKETS);
    }
    long segments = truth.dataSegmentsSent() + localDrops;
    claims.exactly(side, DataMember.DATA_SEGS_OUT, segments, Witness.PACKETS);
    claims.exactly(side, DataMember.DATA_BYTES_IN, truth.dataBytesReceived(), Witness.PACKETS);
    claims.exactly(side, DataMember.DATA_SEGS_IN, truth.dataSegmentsReceived(), Witness.PACKETS);
    claims.exactly(side, DataMember.SEGS_IN, truth.segmentsReceived(), Witness.PACKETS);
    long all = truth.segmentsSent() + localDrops;
    claims.exactly(side, DataMember.SEGS_OUT, all, Witness.PACKETS);
    claims.exactly(side, DataMember.THRU_BYTES_ACKED, truth.bytesAcknowledged(), Witness.PACKETS);
    long inOrder = claims.evidence().flow(side.peer()).bytesAcknowledged();
    claims.exactly(side, DataMember.THRU_BYTES_RECEIVED, inOrder, Witness.PACKETS);
    claims.exactly(side, PathMember.PKTS_RETRANS, truth.segmentsRetransmitted(), Witness.PACKETS);
    claims.exactly(side, PathMember.DUP_ACKS_IN, truth.dupAcksReceived(), Witness.PACKETS);
    claims.exactly(side, PathMember.SACKS_RCVD, truth.sackOptionsReceived(), Witness.PACKETS);
    claims.exactly(side, PathMember.SACK_BLOCKS_RCVD, truth.sackBlocksReceived(), Witness.PACKETS);
    claims.exactly(side, PathMember.DSACK_DUPS, truth.dsackSegmentsReceived(), Witness.PACKETS);
    claims.exactly(side, PathMember.ECN_SIGNALS, truth.echoesReceived(), Witness.PACKETS);
    claims.exactly(side, PathMember.ECE_RCVD, truth.marksReceived(), Witness.PACKETS);
    claims.exactly(side, PathMember.SND_DUP_ACK_EPISODES, truth.dupAckRunsSent(), Witness.PACKETS);
  }

  private static long retransmitted(FlowTruth truth) {
    return truth.dataBytesRetransmitted();
  }

  /// Everything that was sent is acknowledged when a scenario ends.
  private static void sequenceNumbers(Claims claims, Side side) {
    long sent = claims.evidence().lastAckSent(side.peer());
    sequence(claims, side, DataMember.SND_UNA, sent);
    sequence(claims, side, DataMember.SND_NXT, sent);
    sequence(claims, side, DataMember.SND_MAX, sent);
    sequence(claims, side, DataMember.RCV_NXT, claims.evidence().lastAckSent(side));
  }

  private static void sequence(Claims claims, Side side, Member member, long number) {
    claims.at(Evidence.END, side, member, number, number, Witness.PACKETS);
  }

  private static void roundTrips(Claims claims, Side side) {
    RttTruth truth = claims.evidence().rtt(side);
    int begin = claims.evidence().reading(Evidence.BEGIN).row();
    List<RttSample> samples = truth.samplesFrom(begin);
    claims.exactly(side, PathMember.COUNT_RTT, samples.size(), Witness.PACKETS);
    if (samples.isEmpty()) {
      claims.unmoved(
          side,
          PathMember.SAMPLE_RTT,
          PathMember.SMOOTHED_RTT,
          PathMember.RTT_VAR,
          PathMember.MIN_RTT,
          PathMember.MAX_RTT,
          PathMember.SUM_RTT,
          PathMember.CUR_RTO,
          PathMember.MAX_RTO,
          PathMember.MIN_RTO,
          FineRttMember.MIN_RTT,
          FineRttMember.MAX_RTT,
          FineRttMember.SUM_RTT,
          FineRttMember.RTT_VAR);
      return;
    }
    long sum = samples.stream().mapToLong(RttSample::micros).sum();
    long least = samples.stream().mapToLong(RttSample::micros).min().orElseThrow();
    long most = samples.stream().mapToLong(RttSample::micros).max().orElseThrow();
    long coarse = samples.stream().filter(RttSample::isByTimestamp).count();
    long slack = MICROS + samples.size() * MEAN_MICROS + coarse * MICROS;
    claims.within(side, PathMember.SUM_RTT, sum - slack, sum + slack, Witness.PACKETS);
    about(claims, side, PathMember.SAMPLE_RTT, samples.getLast().micros());
    about(claims, side, PathMember.MIN_RTT, least);
    about(claims, side, PathMember.MAX_RTT, most);
    about(claims, side, FineRttMember.MIN_RTT, least);
    about(claims, side, FineRttMember.MAX_RTT, most);
    RttEstimate estimate = RttEstimate.of(truth.samples());
    about(claims, side, PathMember.SMOOTHED_RTT, Math.round(estimate.smoothedMicros()));
    about(claims, side, FineRttMember.SUM_RTT, Math.round(estimate.smoothedMicros()));
    about(claims, side, PathMember.RTT_VAR, Math.round(estimate.deviationMicros()));
    about(claims, side, FineRttMember.RTT_VAR, Math.round(estimate.deviationMicros()));
  }

  private static void about(Claims claims, Side side, Member member, long micros) {
    claims.within(side, member, Math.max(0, micros - MICROS), micros + MICROS, Witness.PACKETS);
  }

  private static void reserved(Claims claims, Side side) {
    claims.exactly(side, PathMember.QUENCH_RCVD, 0, Witness.DEFINITION);
    claims.exactly(side, PathMember.ACK_AFTER_FR, 0, Witness.DEFINITION);
  }

  private static void kernel(Claims claims) {
    Evidence e = claims.evidence();
    for (Side side : Side.values()) {
      claims.exactly(
          side,
          PathMember.FAST_RETRAN,
          e.kernel(side, "TcpExt.TCPSackRecovery", "TcpExt.TCPRenoRecovery"),
          Witness.KERNEL);
      claims.exactly(
          side, PathMember.PKTS_RETRANS, e.kernel(side, "Tcp.RetransSegs"), Witness.KERNEL);
      if (e.kernel(side, "TcpExt.TCPDSACKUndo") == 0) { // which may undo a timeout too
        claims.exactly(
            side,
            PathMember.SPURIOUS_RTO_DETECTIONS,
            e.kernel(side, "TcpExt.TCPLossUndo"),
            Witness.KERNEL);
      }
    }
    for (Side side : Side.values()) {
      socket(claims, side, Evidence.END);
    }
    signals(claims);
    TimeoutTruth timeouts = e.timeouts(Evidence.END);
    claims.sender(PathMember.SUBSEQUENT_TIMEOUTS, timeouts.subsequent(), Witness.PACKETS);
    claims.sender(
        PathMember.TIMEOUTS,
        e.kernel(Side.CLIENT, "TcpExt.TCPTimeouts") - timeouts.subsequent(),
        Witness.KERNEL);
  }

  /// What `ss` shows in a reading. A figure that it leaves out has its first value.
  static void socket(Claims claims, Side side, String reading) {
    SocketFigures ss = claims.evidence().reading(reading).socket(side);
    if (ss.get("rto").isEmpty()) {
      return; // TIME-WAIT and closed connections have no figures
    }
    gauge(claims, side, reading, PathMember.CUR_RTO, ss.get("rto").orElseThrow() * MICROS);
    gauge(claims, side, reading, PathMember.CUR_MSS, ss.get("mss").orElseThrow());
    gauge(claims, side, reading, PathMember.RETRAN_THRESH, ss.get("reordering").orElse(REORDERING));
    rise(claims, side, reading, PathMember.DSACK_DUPS, "dsack_dups");
    rise(claims, side, reading, PathMember.BYTES_RETRANS, "bytes_retrans");
  }

  /// A counter of the whole life, from the first reading on.
  private static void rise(Claims claims, Side side, String reading, Member member, String figure) {
    SocketFigures before = claims.evidence().reading(Evidence.BEGIN).socket(side);
    SocketFigures after = claims.evidence().reading(reading).socket(side);
    double rise = after.get(figure).orElse(0) - before.get(figure).orElse(0);
    gauge(claims, side, reading, member, rise);
  }

  private static void gauge(
      Claims claims, Side side, String reading, Member member, double expected) {
    long number = Math.round(expected);
    claims.at(reading, side, member, number, number, Witness.SS);
  }

  /// Each recovery and each loss that a probe repaired is a signal; of the timeouts those are that
  /// no recovery went before.
  private static void signals(Claims claims) {
    Evidence e = claims.evidence();
    if (e.flow(Side.CLIENT).echoesReceived() > 0 || e.localDrops(Side.CLIENT) > 0) {
      return; // these are signals too, and the script knows how many
    }
    long repairs =
        e.kernel(
            Side.CLIENT,
            "TcpExt.TCPSackRecovery",
            "TcpExt.TCPRenoRecovery",
            "TcpExt.TCPLossProbeRecovery");
    long timeouts = e.kernel(Side.CLIENT, "TcpExt.TCPTimeouts");
    if (timeouts == 0) {
      claims.sender(PathMember.CONG_SIGNALS, repairs, Witness.KERNEL);
    } else {
      claims.sender(PathMember.CONG_SIGNALS, repairs, repairs + timeouts, Witness.KERNEL);
    }
  }
}
