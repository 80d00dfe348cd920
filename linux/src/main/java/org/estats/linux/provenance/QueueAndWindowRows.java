package org.estats.linux.provenance;

import static org.estats.catalogue.ObsRecMember.CUR_RWIN_RCVD;
import static org.estats.catalogue.ObsRecMember.MAX_RWIN_RCVD;
import static org.estats.catalogue.ObsRecMember.MIN_RWIN_RCVD;
import static org.estats.catalogue.ObsRecMember.WIN_SCALE_RCVD;
import static org.estats.catalogue.RecMember.CE_RCVD;
import static org.estats.catalogue.RecMember.CUR_APP_R_QUEUE;
import static org.estats.catalogue.RecMember.CUR_REASM_QUEUE;
import static org.estats.catalogue.RecMember.CUR_RWIN_SENT;
import static org.estats.catalogue.RecMember.DUP_ACKS_OUT;
import static org.estats.catalogue.RecMember.DUP_ACK_EPISODES;
import static org.estats.catalogue.RecMember.ECN_NONCES_RCVD;
import static org.estats.catalogue.RecMember.ECN_SENT;
import static org.estats.catalogue.RecMember.LIM_RWIN;
import static org.estats.catalogue.RecMember.MAX_APP_R_QUEUE;
import static org.estats.catalogue.RecMember.MAX_REASM_QUEUE;
import static org.estats.catalogue.RecMember.MAX_RWIN_SENT;
import static org.estats.catalogue.RecMember.MIN_RWIN_SENT;
import static org.estats.catalogue.RecMember.WIN_SCALE_SENT;
import static org.estats.catalogue.SendBuffMember.CUR_APP_W_QUEUE;
import static org.estats.catalogue.SendBuffMember.CUR_RETX_QUEUE;
import static org.estats.catalogue.SendBuffMember.MAX_APP_W_QUEUE;
import static org.estats.catalogue.SendBuffMember.MAX_RETX_QUEUE;
import static org.estats.linux.provenance.Provenance.notYet;

import java.util.List;

/// SendBuff, Rec and ObsRec: not collected yet.
final class QueueAndWindowRows {

  static final List<Provenance> ROWS =
      List.of(
          notYet(CUR_RETX_QUEUE, "`snd_nxt` less `snd_una`"),
          notYet(MAX_RETX_QUEUE, "largest CurRetxQueue, before every ACK"),
          notYet(CUR_APP_W_QUEUE, "`write_seq` less `snd_nxt`"),
          notYet(MAX_APP_W_QUEUE, "largest CurAppWQueue, before every ACK"),
          notYet(CUR_RWIN_SENT, "`rcv_wnd`"),
          notYet(MAX_RWIN_SENT, "largest `rcv_wnd`, at every hook"),
          notYet(MIN_RWIN_SENT, "smallest `rcv_wnd`, at every hook"),
          notYet(LIM_RWIN, "`window_clamp`, no more than the scale allows"),
          notYet(DUP_ACK_EPISODES, "as Path.SndDupAckEpisodes"),
          notYet(DUP_ACKS_OUT, "the duplicates in those runs"),
          notYet(CE_RCVD, "as Path.EceRcvd"),
          notYet(ECN_SENT, "reserved"),
          notYet(ECN_NONCES_RCVD, "reserved"),
          notYet(CUR_REASM_QUEUE, "end of `ooo_last_skb` less `rcv_nxt`"),
          notYet(MAX_REASM_QUEUE, "largest CurReasmQueue, before every arrival"),
          notYet(CUR_APP_R_QUEUE, "`rcv_nxt` less `copied_seq`"),
          notYet(MAX_APP_R_QUEUE, "largest CurAppRQueue, before every read"),
          notYet(WIN_SCALE_SENT, "`rx_opt.rcv_wscale`, 255 unless `rx_opt.wscale_ok`"),
          notYet(CUR_RWIN_RCVD, "`snd_wnd`"),
          notYet(MAX_RWIN_RCVD, "largest `snd_wnd`, before every ACK"),
          notYet(MIN_RWIN_RCVD, "smallest `snd_wnd`, before every ACK"),
          notYet(WIN_SCALE_RCVD, "`rx_opt.snd_wscale`, 255 unless `rx_opt.wscale_ok`"));

  private QueueAndWindowRows() {}
}
