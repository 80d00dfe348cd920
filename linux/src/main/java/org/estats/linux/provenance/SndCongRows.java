package org.estats.linux.provenance;

import static org.estats.Absence.NO_SAMPLE_YET;
import static org.estats.Absence.UNWATCHED;
import static org.estats.catalogue.SndCongMember.CONG_AVOID;
import static org.estats.catalogue.SndCongMember.CUR_CWND;
import static org.estats.catalogue.SndCongMember.CUR_SSTHRESH;
import static org.estats.catalogue.SndCongMember.LIM_CWND;
import static org.estats.catalogue.SndCongMember.MAX_CA_CWND;
import static org.estats.catalogue.SndCongMember.MAX_SSTHRESH;
import static org.estats.catalogue.SndCongMember.MAX_SS_CWND;
import static org.estats.catalogue.SndCongMember.MIN_SSTHRESH;
import static org.estats.catalogue.SndCongMember.OTHER_REDUCTIONS;
import static org.estats.catalogue.SndCongMember.SLOW_START;
import static org.estats.catalogue.SndCongMember.SND_LIM_BYTES_CWND;
import static org.estats.catalogue.SndCongMember.SND_LIM_BYTES_RWIN;
import static org.estats.catalogue.SndCongMember.SND_LIM_BYTES_SND;
import static org.estats.catalogue.SndCongMember.SND_LIM_TIME_CWND;
import static org.estats.catalogue.SndCongMember.SND_LIM_TIME_RWIN;
import static org.estats.catalogue.SndCongMember.SND_LIM_TIME_SND;
import static org.estats.catalogue.SndCongMember.SND_LIM_TRANS_CWND;
import static org.estats.catalogue.SndCongMember.SND_LIM_TRANS_RWIN;
import static org.estats.catalogue.SndCongMember.SND_LIM_TRANS_SND;
import static org.estats.linux.provenance.Kernel.EVERY_SEGMENT;
import static org.estats.linux.provenance.Provenance.event;
import static org.estats.linux.provenance.Provenance.field;
import static org.estats.linux.provenance.Provenance.mark;

import java.util.List;
import org.estats.catalogue.Member;

/// SndCong: why output stands, asked at every arrival, and the congestion window.
final class SndCongRows {

  private static final String ALIKE = "as for Rwin";
  private static final String LIMITS_TESTS = "LimitedByTheLabTest, ManyBytesLiveTest";
  private static final String WINDOW_TESTS = "CongestionWindowTest";

  static final List<Provenance> ROWS =
      List.of(
          field(LIM_CWND, "`snd_cwnd_clamp` times `mss_cache`")
              .differs("4294967295 also for a ceiling beyond it")
              .provenBy(WINDOW_TESTS),
          limited(
              SND_LIM_TRANS_RWIN,
              "`tcp_probe`: why output stands, from `write_seq`, `snd_nxt`, `snd_una` and"
                  + " `snd_wnd`, what is in flight and `snd_cwnd`, and pacing"
                  + " (`tcp_wstamp_ns`); entries into the state",
              "Asked when a segment arrives, before it is processed. Waits for a fuller segment, or"
                  + " for the device's queue, leave the state as it is"),
          limited(
              SND_LIM_TIME_RWIN,
              "as SndLimTransRwin: time from one change of state to the next, told by the last"
                  + " sending (`skb_mstamp_ns`), by `chrono_start` or by `rcv_tstamp`",
              "A change that no sending goes with is known to within two jiffies"),
          limited(
              SND_LIM_BYTES_RWIN,
              "as SndLimTransRwin: the rise of `bytes_sent`",
              "Not in the RFC. What was sent up to the moment at which output stopped for another"
                  + " reason counts for the state that ends then"),
          limited(
              SND_LIM_TRANS_CWND,
              ALIKE + "; a timeout in `tcp_cong_state_set` enters it too",
              "Pacing, and a resend that has to wait, count as congestion control"),
          limited(
              SND_LIM_TIME_CWND,
              ALIKE
                  + "; at a timeout, from the last ACK, or from when there was something to wait"
                  + " for (`chrono_start`), until the next segment arrives",
              "The wait for a timeout is known as such only when it ends; until then it shows as"
                  + " SndLimTimeSnd, if nothing else stood in the way"),
          limited(SND_LIM_BYTES_CWND, ALIKE, "As SndLimBytesRwin"),
          limited(SND_LIM_TRANS_SND, ALIKE, "A full send buffer is the sender's own limit as well"),
          limited(
              SND_LIM_TIME_SND,
              ALIKE,
              "Falls back by a wait that proves to be one for a timeout: the RFC wants that moved"
                  + " to SndLimTimeCwnd"),
          limited(SND_LIM_BYTES_SND, ALIKE, "As SndLimBytesRwin"),
          window(
              SLOW_START,
              "at every ACK: `snd_cwnd` rose from below `snd_ssthresh`, not in CWR or Recovery and"
                  + " by no undo",
              "ACKs that raised it, by however many segments"),
          window(
              CONG_AVOID,
              "as SlowStart, from `snd_ssthresh` or above",
              "As SlowStart. Under BBR and its like the two are told apart in the same way, which"
                  + " means little there"),
          window(
              OTHER_REDUCTIONS,
              "at every ACK: `snd_cwnd` fell in Open or Disorder",
              "A fall and a rise between two arrivals merge into what is left of them"),
          field(CUR_CWND, "`snd_cwnd` times `mss_cache`").provenBy(WINDOW_TESTS),
          highest(
              MAX_SS_CWND,
              "largest CurCwnd at every arrival and before every reduction (`prior_cwnd`), while"
                  + " `snd_cwnd` is below `snd_ssthresh`; not in CWR or Recovery",
              "What the last ACK before a pause of the application added is missed"),
          highest(MAX_CA_CWND, "as MaxSsCwnd, while it is not below", "As MaxSsCwnd"),
          field(CUR_SSTHRESH, "`snd_ssthresh` times `mss_cache`")
              .differs("Absent while it has its first value, which stands for none")
              .absentAs(NO_SAMPLE_YET)
              .provenBy(WINDOW_TESTS),
          highest(
              MAX_SSTHRESH,
              "largest CurSsthresh, at every arrival and change of congestion state",
              ""),
          highest(MIN_SSTHRESH, "smallest CurSsthresh, likewise", ""));

  private SndCongRows() {}

  private static Provenance limited(Member member, String source, String differs) {
    return event(member, source)
        .differs(differs)
        .needs(EVERY_SEGMENT)
        .absentAs(UNWATCHED)
        .provenBy(LIMITS_TESTS);
  }

  private static Provenance window(Member member, String source, String differs) {
    return event(member, source)
        .differs(differs)
        .needs(EVERY_SEGMENT)
        .absentAs(UNWATCHED)
        .provenBy(WINDOW_TESTS);
  }

  private static Provenance highest(Member member, String source, String differs) {
    return mark(member, source)
        .differs(differs)
        .needs(EVERY_SEGMENT)
        .absentAs(NO_SAMPLE_YET, UNWATCHED)
        .provenBy(WINDOW_TESTS);
  }
}
