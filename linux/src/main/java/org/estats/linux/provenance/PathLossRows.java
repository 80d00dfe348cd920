package org.estats.linux.provenance;

import static org.estats.Absence.UNWATCHED;
import static org.estats.catalogue.PathMember.ABRUPT_TIMEOUTS;
import static org.estats.catalogue.PathMember.ACK_AFTER_FR;
import static org.estats.catalogue.PathMember.BYTES_RETRANS;
import static org.estats.catalogue.PathMember.CUR_TIMEOUT_COUNT;
import static org.estats.catalogue.PathMember.DSACK_DUPS;
import static org.estats.catalogue.PathMember.DUP_ACKS_IN;
import static org.estats.catalogue.PathMember.FAST_RETRAN;
import static org.estats.catalogue.PathMember.NON_RECOV_DA;
import static org.estats.catalogue.PathMember.NON_RECOV_DA_EPISODES;
import static org.estats.catalogue.PathMember.PKTS_RETRANS;
import static org.estats.catalogue.PathMember.QUENCH_RCVD;
import static org.estats.catalogue.PathMember.RETRAN_THRESH;
import static org.estats.catalogue.PathMember.SACKS_RCVD;
import static org.estats.catalogue.PathMember.SACK_BLOCKS_RCVD;
import static org.estats.catalogue.PathMember.SND_DUP_ACK_EPISODES;
import static org.estats.catalogue.PathMember.SUBSEQUENT_TIMEOUTS;
import static org.estats.catalogue.PathMember.SUM_BYTES_REORDERED;
import static org.estats.catalogue.PathMember.TIMEOUTS;
import static org.estats.linux.provenance.Kernel.EVERY_SEGMENT;
import static org.estats.linux.provenance.Provenance.constant;
import static org.estats.linux.provenance.Provenance.counter;
import static org.estats.linux.provenance.Provenance.event;
import static org.estats.linux.provenance.Provenance.field;

import java.util.List;

/// Path: what was lost, resent or out of order.
final class PathLossRows {

  static final List<Provenance> ROWS =
      List.of(
          event(FAST_RETRAN, "`tcp_cong_state_set`, entering Recovery")
              .differs(
                  "Recoveries that RACK's reordering timer begins are among them. A retransmission"
                      + " lost and repaired in the same recovery is no new invocation"),
          event(
                  TIMEOUTS,
                  "`tcp_cong_state_set`, entering Loss by the timer (`icsk_pending` 0, `snd_wnd`"
                      + " not 0) while `icsk_backoff` is 0")
              .differs(
                  "The RFC's multiplier of 1 is `icsk_backoff` 0. Timeouts that Linux does not"
                      + " back off from (first SYNs from 6.5 on, thin streams) all count here."
                      + " Probing a closed window, by retransmission too, does not count"),
          event(SUBSEQUENT_TIMEOUTS, "as Timeouts, while `icsk_backoff` is above 0")
              .differs(
                  "Without timestamps the back-off outlives an ACK of resent data, and the next"
                      + " expiry counts here although new data got through"),
          field(CUR_TIMEOUT_COUNT, "`icsk_retransmits`").provenBy("CountsLiveTest"),
          event(ABRUPT_TIMEOUTS, "as Timeouts, from Open with `sacked_out` 0")
              .differs("What the RFC calls no indication before is the state Open with no SACK"),
          counter(PKTS_RETRANS, "`total_retrans`")
              .differs(
                  "Includes tail-loss probes that resend, SYNs, and attempts that failed within"
                      + " this host")
              .provenBy("CountsLiveTest, CountedAgainstPacketsTest"),
          counter(BYTES_RETRANS, "`bytes_retrans`")
              .differs("As PktsRetrans")
              .provenBy("CountsLiveTest, CountedAgainstPacketsTest"),
          event(
                  DUP_ACKS_IN,
                  "`tcp_probe`: no payload, SYN, FIN or RST, ACK number `snd_una`, window"
                      + " `snd_wnd`, and `packets_out` not 0")
              .differs("A duplicate ACK is that of RFC 5681, so news of the window is none")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED)
              .provenBy("CountedAgainstPacketsTest"),
          event(SACKS_RCVD, "`tcp_probe`: a SACK option in the header")
              .differs(
                  "Counted on arrival, whether or not the kernel then uses the segment. Where this"
                      + " host merged segments on arrival (GRO), one option of theirs is seen")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED)
              .provenBy("CountedAgainstPacketsTest"),
          event(SACK_BLOCKS_RCVD, "`tcp_probe`: the blocks of that option, by its length")
              .differs("As SacksRcvd; D-SACK blocks are among them")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED)
              .provenBy("CountedAgainstPacketsTest"),
          constant(QUENCH_RCVD, "reserved"),
          field(RETRAN_THRESH, "`reordering`")
              .differs(
                  "Linux decides by time (RACK). The number is the trigger only without SACK, or"
                      + " while no reordering has been seen; otherwise an upper estimate of the"
                      + " reordering distance, up to 300")
              .provenBy("CountsLiveTest"),
          event(
                  SND_DUP_ACK_EPISODES,
                  "between two hooks, the first of a run: pure ACKs went out (`segs_out` less"
                      + " `data_segs_out`), `rcv_wup` stayed, and data is missing"
                      + " (`out_of_order_queue`) or the segment before came twice or too early")
              .differs(
                  "The documented mapping: duplicates sent, as Rec.DupAckEpisodes. All ACKs sent"
                      + " between two arrivals are judged as one. ACK compression holds back many")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED),
          event(
                  SUM_BYTES_REORDERED,
                  "`tcp_cong_state_set`, at the end of a NonRecovDaEpisodes: the advance of"
                      + " `snd_una` by the ACK in process")
              .differs("See NonRecovDaEpisodes")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED),
          event(
                  NON_RECOV_DA,
                  "`tcp_probe`: duplicate ACKs, and SACKs with ACK number `snd_una`; added when a"
                      + " NonRecovDaEpisodes ends")
              .differs("See NonRecovDaEpisodes")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED),
          event(
                  NON_RECOV_DA_EPISODES,
                  "`tcp_cong_state_set`, from Disorder to Open with `total_retrans` as it was when"
                      + " Disorder began, if a duplicate ACK came in between")
              .differs(
                  "The RFC's run of duplicate ACKs that ends below the threshold is a visit to"
                      + " Disorder. RACK waits a quarter of the least RTT, so that mild reordering"
                      + " ends there; strong reordering enters Recovery and is no such run"),
          constant(ACK_AFTER_FR, "reserved"),
          counter(DSACK_DUPS, "`dsack_dups`")
              .differs(
                  "Bytes, rounded up to segments; blocks that the kernel then ignores as dubious"
                      + " are among them")
              .provenBy("CountsLiveTest"));

  private PathLossRows() {}
}
