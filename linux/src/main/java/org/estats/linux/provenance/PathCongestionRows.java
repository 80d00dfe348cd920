package org.estats.linux.provenance;

import static org.estats.Absence.UNWATCHED;
import static org.estats.catalogue.PathMember.CONG_SIGNALS;
import static org.estats.catalogue.PathMember.ECE_RCVD;
import static org.estats.catalogue.PathMember.ECN_SIGNALS;
import static org.estats.catalogue.PathMember.POST_CONG_COUNT_RTT;
import static org.estats.catalogue.PathMember.POST_CONG_SUM_RTT;
import static org.estats.catalogue.PathMember.PRE_CONG_SUM_CWND;
import static org.estats.catalogue.PathMember.PRE_CONG_SUM_RTT;
import static org.estats.catalogue.PathMember.SEND_STALL;
import static org.estats.catalogue.PathMember.SPURIOUS_RTO_DETECTIONS;
import static org.estats.linux.provenance.Kernel.EVERY_SEGMENT;
import static org.estats.linux.provenance.Provenance.event;

import java.util.List;

/// Path: what the sender took for congestion.
final class PathCongestionRows {

  static final List<Provenance> ROWS =
      List.of(
          event(
                  CONG_SIGNALS,
                  "`tcp_cong_state_set`, entering Recovery other than from CWR, CWR, or Loss with a"
                      + " new threshold (by `high_seq`, `snd_una`, `icsk_retransmits`)")
              .differs(
                  "Tied to ssthresh as the RFC asks: a timeout in a window that was already"
                      + " reduced for, and what is resent after an MTU change or a failed Fast"
                      + " Open, do not count. Undone signals stay. Under BBR and its like the"
                      + " signals count, though no window is halved"),
          event(PRE_CONG_SUM_CWND, "at a CongSignals: `prior_cwnd` times `mss_cache`")
              .differs("Under BBR and its like the window is not one before a halving"),
          event(PRE_CONG_SUM_RTT, "at a CongSignals: the last recovered sample")
              .differs("Before the first sample since switching on, the smoothed RTT (`srtt_us`)")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED),
          event(POST_CONG_SUM_RTT, "the first recovered sample after a CongSignals")
              .differs(
                  "The sample in the very ACK that brings the signal is taken before it. Signals"
                      + " with no sample between them share one")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED),
          event(POST_CONG_COUNT_RTT, "the samples in PostCongSumRtt")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED),
          event(
                  ECN_SIGNALS,
                  "`tcp_probe`: ECE, no SYN, on a connection of RFC 3168 (`ecn_flags`). With"
                      + " accurate ECN the kernel's `delivered_ce` since switching on")
              .differs(
                  "Segments, as the RFC asks: ECE repeats until CWR has arrived, so several make"
                      + " one reduction. Segments merged on arrival count once")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED),
          event(
                  ECE_RCVD,
                  "`tcp_probe`: CE in the IP header (`ip_dsfield`); a merged buffer counts as the"
                      + " segments it holds")
              .differs(
                  "By its name ECE in the TCP header, by documentation and mapping CE in the IP"
                      + " header: the latter. The kernel's own count (6.18) is not used, since it"
                      + " stands still past ESTABLISHED")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED),
          event(
                  SEND_STALL,
                  "`tcp_cong_state_set`, entering CWR when neither ECE (or AccECN's `delivered_ce`)"
                      + " nor a tail-loss probe that repaired a loss (`tlp_high_seq`) is the cause")
              .differs(
                  "The one local shortage that Linux takes for congestion: a segment that the"
                      + " local queue drops or marks. Not told before the first segment has been"
                      + " seen on a connection of RFC 3168")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED),
          event(
                  SPURIOUS_RTO_DETECTIONS,
                  "between two hooks: `undo_marker` went to 0 in an episode begun by Loss, and"
                      + " `snd_cwnd` did not fall")
              .differs(
                  "Timeouts undone (by F-RTO, timestamps or D-SACK), once each; the RFC counts the"
                      + " ACKs that told")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED));

  private PathCongestionRows() {}
}
