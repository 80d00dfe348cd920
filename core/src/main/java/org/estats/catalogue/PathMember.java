package org.estats.catalogue;

import static org.estats.catalogue.Kind.COUNTER;
import static org.estats.catalogue.Kind.GAUGE;
import static org.estats.catalogue.Kind.MAXIMUM;
import static org.estats.catalogue.Kind.MINIMUM;
import static org.estats.catalogue.Kind.RESERVED;
import static org.estats.catalogue.Shape.shape;
import static org.estats.catalogue.Unit.BYTES;
import static org.estats.catalogue.Unit.COUNT;
import static org.estats.catalogue.Unit.MILLISECONDS;
import static org.estats.catalogue.Unit.SEGMENTS;
import static org.estats.catalogue.Width.ULONG;

/// What the network path does: `TCP_ESTATS_PATH_ROD_v0`.
public enum PathMember implements Member {
  FAST_RETRAN(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsStackFastRetran", "1.1.5.1.27"),
      "Times fast retransmit began. These are episodes: the segments it resent are in "
          + "PktsRetrans, and a further loss repaired in the same recovery is not counted again."),
  TIMEOUTS(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsPerfTimeouts", "1.1.3.1.22"),
      "Expiries of the retransmission timer with no back-off in force: the first of a row. "
          + "Probing a closed window does not count."),
  SUBSEQUENT_TIMEOUTS(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsStackSubsequentTimeouts", "1.1.5.1.28"),
      "Expiries of the retransmission timer once back-off had lengthened it. All expiries "
          + "are Timeouts plus SubsequentTimeouts."),
  CUR_TIMEOUT_COUNT(
      shape(GAUGE, COUNT, ULONG, "tcpEStatsStackCurTimeoutCount", "1.1.5.1.29"),
      "Expiries of the retransmission timer in a row up to now; an ACK of new data sets it "
          + "to 0."),
  ABRUPT_TIMEOUTS(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsStackAbruptTimeouts", "1.1.5.1.30"),
      "Timeouts that nothing announced: no duplicate ACK, SACK, ECN echo or recovery just "
          + "before, as when a whole window of data or ACKs vanishes."),
  PKTS_RETRANS(
      shape(COUNTER, SEGMENTS, ULONG, "tcpEStatsPerfSegsRetrans", "1.1.3.1.5"),
      "Segments sent that held data sent before. Tail-loss probes, and attempts that failed "
          + "within this host, are included."),
  BYTES_RETRANS(
      shape(COUNTER, BYTES, ULONG, "tcpEStatsPerfOctetsRetrans", "1.1.3.1.6"),
      "Bytes sent again, by the segments that PktsRetrans counts."),
  DUP_ACKS_IN(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsStackDupAcksIn", "1.1.5.1.17"),
      "Duplicate ACKs received: without payload or news of the window, for a sequence "
          + "number already acknowledged, while data was outstanding."),
  SACKS_RCVD(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsStackSACKsRcvd", "1.1.5.1.31"),
      "SACK options received, those in segments that were then ignored included."),
  SACK_BLOCKS_RCVD(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsStackSACKBlocksRcvd", "1.1.5.1.32"),
      "SACK blocks received, over all SACK options; D-SACK blocks included."),
  CONG_SIGNALS(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsPerfCongSignals", "1.1.3.1.19"),
      "Congestion signals: multiplicative decreases, whether set off by fast retransmit, "
          + "ECN, a timeout, a loss that a tail-loss probe repaired or a local stall. More losses "
          + "in a window that was already reduced for are not counted again."),
  PRE_CONG_SUM_CWND(
      shape(COUNTER, BYTES, ULONG, "tcpEStatsPathPreCongSumCwnd", "1.1.4.1.23"),
      "Sum of the congestion windows in force just before each congestion signal. Divided "
          + "by CongSignals, the mean."),
  PRE_CONG_SUM_RTT(
      shape(COUNTER, MILLISECONDS, ULONG, "tcpEStatsPathPreCongSumRTT", "1.1.4.1.24"),
      "Sum of the last round-trip time sampled before each congestion signal. Divided by "
          + "CongSignals, the mean."),
  POST_CONG_SUM_RTT(
      shape(COUNTER, MILLISECONDS, ULONG, "tcpEStatsPathPostCongSumRTT", "1.1.4.1.25"),
      "Sum of the first round-trip time sampled after each congestion signal. Divided by "
          + "PostCongCountRtt, the mean."),
  POST_CONG_COUNT_RTT(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsPathPostCongCountRTT", "1.1.4.1.26"),
      "How many samples PostCongSumRtt holds."),
  ECN_SIGNALS(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsPathECNsignals", "1.1.4.1.27"),
      "Congestion signals through ECN: segments received with ECE set, or, with accurate "
          + "ECN, segments the peer reports as marked. Several of them may cause one reduction; "
          + "CongSignals counts reductions."),
  ECE_RCVD(
      shape(COUNTER, SEGMENTS, ULONG, "tcpEStatsPathCERcvd", "1.1.4.1.31"),
      "Segments that arrived with Congestion Experienced set in the IP header, as Microsoft "
          + "documents this member; the same as Rec.CeRcvd. Segments with ECE set are in "
          + "EcnSignals."),
  SEND_STALL(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsStackSendStall", "1.1.5.1.33"),
      "Times a shortage on this host, such as a full interface queue, was taken for "
          + "congestion."),
  QUENCH_RCVD(shape(RESERVED, COUNT, ULONG), "Reserved; always 0."),
  RETRAN_THRESH(
      shape(GAUGE, COUNT, ULONG, "tcpEStatsPathRetranThresh", "1.1.4.1.1"),
      "How many segments of reordering the sender allows for. It is the number of duplicate "
          + "ACKs that sets off fast retransmit only without SACK or while no reordering has been "
          + "seen; otherwise time decides, and this is an upper estimate of the reordering "
          + "distance."),
  SND_DUP_ACK_EPISODES(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsPathDupAckEpisodes", "1.1.4.1.28"),
      "Runs of duplicate ACKs this host sent, as Microsoft documents this member: how often "
          + "arriving data was missing or out of order. The same as Rec.DupAckEpisodes."),
  SUM_BYTES_REORDERED(
      shape(COUNTER, BYTES, ULONG, "tcpEStatsPathSumOctetsReordered", "1.1.4.1.3"),
      "Sum of the advances of SND.UNA by the ACKs that ended a run of duplicate ACKs with "
          + "nothing retransmitted. Divided by NonRecovDaEpisodes, the mean reordering distance "
          + "in bytes."),
  NON_RECOV_DA(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsPathNonRecovDA", "1.1.4.1.4"),
      "Duplicate ACKs, or SACKs, in runs that ended with nothing retransmitted. Divided by "
          + "NonRecovDaEpisodes, the mean reordering distance in segments."),
  NON_RECOV_DA_EPISODES(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsPathNonRecovDAEpisodes", "1.1.4.1.2"),
      "Runs of duplicate ACKs, or SACKs, that ended with nothing retransmitted: outgoing "
          + "data was reordered, not lost."),
  ACK_AFTER_FR(shape(RESERVED, COUNT, ULONG), "Reserved; always 0."),
  DSACK_DUPS(
      shape(COUNTER, SEGMENTS, ULONG, "tcpEStatsStackDSACKDups", "1.1.5.1.34"),
      "Duplicate segments the peer reported in D-SACK blocks, counted from their bytes and "
          + "rounded up: needless retransmissions, or duplication in the network."),
  SAMPLE_RTT(
      shape(GAUGE, MILLISECONDS, ULONG, "tcpEStatsPathSampleRTT", "1.1.4.1.11"),
      "Latest round-trip time sampled for the retransmission timeout."),
  SMOOTHED_RTT(
      shape(GAUGE, MILLISECONDS, ULONG, "tcpEStatsPerfSmoothedRTT", "1.1.3.1.17"),
      "Smoothed round-trip time (SRTT) behind the retransmission timeout. FineRtt.SumRtt is "
          + "the same in microseconds."),
  RTT_VAR(
      shape(GAUGE, MILLISECONDS, ULONG, "tcpEStatsPathRTTVar", "1.1.4.1.12"),
      "Smoothed deviation of the round-trip time (RTTVAR), without the floor that keeps the "
          + "retransmission timeout long. FineRtt.RttVar is the same in microseconds."),
  MAX_RTT(
      shape(MAXIMUM, MILLISECONDS, ULONG, "tcpEStatsPathMaxRTT", "1.1.4.1.13"),
      "Largest round-trip time sampled since the group was switched on."),
  MIN_RTT(
      shape(MINIMUM, MILLISECONDS, ULONG, "tcpEStatsPathMinRTT", "1.1.4.1.14"),
      "Smallest round-trip time sampled since the group was switched on."),
  SUM_RTT(
      shape(COUNTER, MILLISECONDS, ULONG, "tcpEStatsPathSumRTT", "1.1.4.1.15"),
      "Sum of all round-trip times sampled. Divided by CountRtt, the mean."),
  COUNT_RTT(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsPathCountRTT", "1.1.4.1.17"),
      "How many samples SumRtt holds."),
  CUR_RTO(
      shape(GAUGE, MILLISECONDS, ULONG, "tcpEStatsPerfCurRTO", "1.1.3.1.18"),
      "Retransmission timeout now, back-off included."),
  MAX_RTO(
      shape(MAXIMUM, MILLISECONDS, ULONG, "tcpEStatsPathMaxRTO", "1.1.4.1.18"),
      "Largest retransmission timeout since the group was switched on."),
  MIN_RTO(
      shape(MINIMUM, MILLISECONDS, ULONG, "tcpEStatsPathMinRTO", "1.1.4.1.19"),
      "Smallest retransmission timeout since the group was switched on."),
  CUR_MSS(
      shape(GAUGE, BYTES, ULONG, "tcpEStatsPerfCurMSS", "1.1.3.1.14"),
      "Payload of a full segment now, options already taken off."),
  MAX_MSS(
      shape(MAXIMUM, BYTES, ULONG, "tcpEStatsStackMaxMSS", "1.1.5.1.35"),
      "Largest CurMss since the group was switched on."),
  MIN_MSS(
      shape(MINIMUM, BYTES, ULONG, "tcpEStatsStackMinMSS", "1.1.5.1.36"),
      "Smallest CurMss since the group was switched on; below MaxMss it hints at a smaller "
          + "path MTU."),
  SPURIOUS_RTO_DETECTIONS(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsStackSpuriousRtoDetected", "1.1.5.1.19"),
      "Timeouts found to have been needless, because what was resent had arrived the first "
          + "time. These are episodes, not the ACKs that revealed them.");

  private final Shape shape;
  private final String definition;

  PathMember(Shape shape, String definition) {
    this.shape = shape;
    this.definition = definition;
  }

  @Override
  public Group group() {
    return Group.PATH;
  }

  @Override
  public int index() {
    return Catalogue.firstIndex(Group.PATH) + ordinal();
  }

  @Override
  public Shape columns() {
    return shape;
  }

  @Override
  public String definition() {
    return definition;
  }
}
