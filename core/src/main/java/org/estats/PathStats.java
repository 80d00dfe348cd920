package org.estats;

import java.util.Objects;
import org.estats.catalogue.PathMember;

/// The Path group of a [Snapshot]. What each number means: [PathMember#definition()].
public final class PathStats {

  private final Snapshot snapshot;

  PathStats(Snapshot snapshot) {
    this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
  }

  /// [PathMember#FAST_RETRAN].
  public Value fastRetran() {
    return snapshot.value(PathMember.FAST_RETRAN);
  }

  /// [PathMember#TIMEOUTS].
  public Value timeouts() {
    return snapshot.value(PathMember.TIMEOUTS);
  }

  /// [PathMember#SUBSEQUENT_TIMEOUTS].
  public Value subsequentTimeouts() {
    return snapshot.value(PathMember.SUBSEQUENT_TIMEOUTS);
  }

  /// [PathMember#CUR_TIMEOUT_COUNT].
  public Value curTimeoutCount() {
    return snapshot.value(PathMember.CUR_TIMEOUT_COUNT);
  }

  /// [PathMember#ABRUPT_TIMEOUTS].
  public Value abruptTimeouts() {
    return snapshot.value(PathMember.ABRUPT_TIMEOUTS);
  }

  /// [PathMember#PKTS_RETRANS].
  public Value pktsRetrans() {
    return snapshot.value(PathMember.PKTS_RETRANS);
  }

  /// [PathMember#BYTES_RETRANS].
  public Value bytesRetrans() {
    return snapshot.value(PathMember.BYTES_RETRANS);
  }

  /// [PathMember#DUP_ACKS_IN].
  public Value dupAcksIn() {
    return snapshot.value(PathMember.DUP_ACKS_IN);
  }

  /// [PathMember#SACKS_RCVD].
  public Value sacksRcvd() {
    return snapshot.value(PathMember.SACKS_RCVD);
  }

  /// [PathMember#SACK_BLOCKS_RCVD].
  public Value sackBlocksRcvd() {
    return snapshot.value(PathMember.SACK_BLOCKS_RCVD);
  }

  /// [PathMember#CONG_SIGNALS].
  public Value congSignals() {
    return snapshot.value(PathMember.CONG_SIGNALS);
  }

  /// [PathMember#PRE_CONG_SUM_CWND].
  public Value preCongSumCwnd() {
    return snapshot.value(PathMember.PRE_CONG_SUM_CWND);
  }

  /// [PathMember#PRE_CONG_SUM_RTT].
  public Value preCongSumRtt() {
    return snapshot.value(PathMember.PRE_CONG_SUM_RTT);
  }

  /// [PathMember#POST_CONG_SUM_RTT].
  public Value postCongSumRtt() {
    return snapshot.value(PathMember.POST_CONG_SUM_RTT);
  }

  /// [PathMember#POST_CONG_COUNT_RTT].
  public Value postCongCountRtt() {
    return snapshot.value(PathMember.POST_CONG_COUNT_RTT);
  }

  /// [PathMember#ECN_SIGNALS].
  public Value ecnSignals() {
    return snapshot.value(PathMember.ECN_SIGNALS);
  }

  /// [PathMember#ECE_RCVD].
  public Value eceRcvd() {
    return snapshot.value(PathMember.ECE_RCVD);
  }

  /// [PathMember#SEND_STALL].
  public Value sendStall() {
    return snapshot.value(PathMember.SEND_STALL);
  }

  /// [PathMember#QUENCH_RCVD].
  public Value quenchRcvd() {
    return snapshot.value(PathMember.QUENCH_RCVD);
  }

  /// [PathMember#RETRAN_THRESH].
  public Value retranThresh() {
    return snapshot.value(PathMember.RETRAN_THRESH);
  }

  /// [PathMember#SND_DUP_ACK_EPISODES].
  public Value sndDupAckEpisodes() {
    return snapshot.value(PathMember.SND_DUP_ACK_EPISODES);
  }

  /// [PathMember#SUM_BYTES_REORDERED].
  public Value sumBytesReordered() {
    return snapshot.value(PathMember.SUM_BYTES_REORDERED);
  }

  /// [PathMember#NON_RECOV_DA].
  public Value nonRecovDa() {
    return snapshot.value(PathMember.NON_RECOV_DA);
  }

  /// [PathMember#NON_RECOV_DA_EPISODES].
  public Value nonRecovDaEpisodes() {
    return snapshot.value(PathMember.NON_RECOV_DA_EPISODES);
  }

  /// [PathMember#ACK_AFTER_FR].
  public Value ackAfterFr() {
    return snapshot.value(PathMember.ACK_AFTER_FR);
  }

  /// [PathMember#DSACK_DUPS].
  public Value dsackDups() {
    return snapshot.value(PathMember.DSACK_DUPS);
  }

  /// [PathMember#SAMPLE_RTT].
  public Value sampleRtt() {
    return snapshot.value(PathMember.SAMPLE_RTT);
  }

  /// [PathMember#SMOOTHED_RTT].
  public Value smoothedRtt() {
    return snapshot.value(PathMember.SMOOTHED_RTT);
  }

  /// [PathMember#RTT_VAR].
  public Value rttVar() {
    return snapshot.value(PathMember.RTT_VAR);
  }

  /// [PathMember#MAX_RTT].
  public Value maxRtt() {
    return snapshot.value(PathMember.MAX_RTT);
  }

  /// [PathMember#MIN_RTT].
  public Value minRtt() {
    return snapshot.value(PathMember.MIN_RTT);
  }

  /// [PathMember#SUM_RTT].
  public Value sumRtt() {
    return snapshot.value(PathMember.SUM_RTT);
  }

  /// [PathMember#COUNT_RTT].
  public Value countRtt() {
    return snapshot.value(PathMember.COUNT_RTT);
  }

  /// [PathMember#CUR_RTO].
  public Value curRto() {
    return snapshot.value(PathMember.CUR_RTO);
  }

  /// [PathMember#MAX_RTO].
  public Value maxRto() {
    return snapshot.value(PathMember.MAX_RTO);
  }

  /// [PathMember#MIN_RTO].
  public Value minRto() {
    return snapshot.value(PathMember.MIN_RTO);
  }

  /// [PathMember#CUR_MSS].
  public Value curMss() {
    return snapshot.value(PathMember.CUR_MSS);
  }

  /// [PathMember#MAX_MSS].
  public Value maxMss() {
    return snapshot.value(PathMember.MAX_MSS);
  }

  /// [PathMember#MIN_MSS].
  public Value minMss() {
    return snapshot.value(PathMember.MIN_MSS);
  }

  /// [PathMember#SPURIOUS_RTO_DETECTIONS].
  public Value spuriousRtoDetections() {
    return snapshot.value(PathMember.SPURIOUS_RTO_DETECTIONS);
  }
}
