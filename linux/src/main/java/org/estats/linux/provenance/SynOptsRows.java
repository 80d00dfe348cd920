package org.estats.linux.provenance;

import static org.estats.Absence.AMBIGUOUS;
import static org.estats.catalogue.SynOptsMember.ACTIVE_OPEN;
import static org.estats.catalogue.SynOptsMember.MSS_RCVD;
import static org.estats.catalogue.SynOptsMember.MSS_SENT;
import static org.estats.linux.provenance.Provenance.derived;
import static org.estats.linux.provenance.Provenance.field;

import java.util.List;

/// SynOpts: read of any connection, switched on or not.
final class SynOptsRows {

  static final List<Provenance> ROWS =
      List.of(
          derived(
                  ACTIVE_OPEN,
                  "`inet_sock_set_state` into ESTABLISHED, if something was on by then: coming"
                      + " from SYN_SENT is active, or with its own SYN acknowledged (both ends"
                      + " opened at once). Otherwise deduced: in an active opener"
                      + " `bytes_acked` is one more than `bytes_sent`, `bytes_retrans`, `snd_nxt`"
                      + " and `snd_una` explain, for its SYN")
              .differs(
                  "Cannot be deduced after our FIN, nor once the local queue has dropped"
                      + " segments")
              .absentAs(AMBIGUOUS),
          field(MSS_RCVD, "`rx_opt.mss_clamp`")
              .differs(
                  "Absent where the RFC says 0, since 536 stands both for no offer and for an"
                      + " offer of 536; and where TCP_MAXSEG (`rx_opt.user_mss`) has taken the"
                      + " offer's place. After a SYN cookie it is the offer rounded down to one"
                      + " of the few sizes that a cookie can hold")
              .absentAs(AMBIGUOUS),
          derived(
              MSS_SENT,
              "`advmss`, and 12 more if `rx_opt.tstamp_ok`: the kernel takes the timestamp option"
                  + " off once both sides have agreed on it"));

  private SynOptsRows() {}
}
