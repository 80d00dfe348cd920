package org.estats.linux.provenance;

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
import static org.estats.linux.provenance.Provenance.notYet;

import java.util.List;

/// SndCong: not collected yet.
final class SndCongRows {

  static final List<Provenance> ROWS =
      List.of(
          notYet(LIM_CWND, "`snd_cwnd_clamp` times `mss_cache`"),
          notYet(
              SND_LIM_TRANS_RWIN,
              "at every arrival: why output stands, from what is unsent, the peer's window, what"
                  + " is in flight and pacing; entries into the state"),
          notYet(SND_LIM_TIME_RWIN, "as SndLimTransRwin: time in the state"),
          notYet(SND_LIM_BYTES_RWIN, "as SndLimTransRwin: `bytes_sent` in the state"),
          notYet(SND_LIM_TRANS_CWND, "as SndLimTransRwin, for that state"),
          notYet(SND_LIM_TIME_CWND, "as SndLimTimeRwin, for that state, timeouts included"),
          notYet(SND_LIM_BYTES_CWND, "as SndLimBytesRwin, for that state"),
          notYet(SND_LIM_TRANS_SND, "as SndLimTransRwin, for that state"),
          notYet(SND_LIM_TIME_SND, "the time that the other two leave"),
          notYet(SND_LIM_BYTES_SND, "as SndLimBytesRwin, for that state"),
          notYet(SLOW_START, "at every ACK: `snd_cwnd` rose from below `snd_ssthresh`"),
          notYet(CONG_AVOID, "at every ACK: `snd_cwnd` rose from `snd_ssthresh` or above"),
          notYet(OTHER_REDUCTIONS, "at every ACK: `snd_cwnd` fell in Open or Disorder"),
          notYet(CUR_CWND, "`snd_cwnd` times `mss_cache`"),
          notYet(MAX_SS_CWND, "largest CurCwnd while `snd_cwnd` is below `snd_ssthresh`"),
          notYet(MAX_CA_CWND, "largest CurCwnd otherwise"),
          notYet(CUR_SSTHRESH, "`snd_ssthresh` times `mss_cache`"),
          notYet(MAX_SSTHRESH, "largest CurSsthresh that was set"),
          notYet(MIN_SSTHRESH, "smallest CurSsthresh that was set"));

  private SndCongRows() {}
}
