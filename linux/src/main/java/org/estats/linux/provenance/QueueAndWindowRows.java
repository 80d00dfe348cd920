package org.estats.linux.provenance;

import static org.estats.Absence.UNWATCHED;
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
import static org.estats.linux.provenance.Kernel.EVERY_SEGMENT;
import static org.estats.linux.provenance.Provenance.constant;
import static org.estats.linux.provenance.Provenance.event;
import static org.estats.linux.provenance.Provenance.field;
import static org.estats.linux.provenance.Provenance.mark;

import java.util.List;
import org.estats.catalogue.Member;

/// SendBuff, Rec and ObsRec: queues and windows, and what is taken just before they fall or rise.
final class QueueAndWindowRows {

  private static final String QUEUES = "QueuesLiveTest, ReassemblyTest";
  private static final String WINDOWS = "WindowsLiveTest, LimitedByTheLabTest";
  private static final String DUPLICATES = "ReassemblyTest";

  static final List<Provenance> ROWS =
      List.of(
          field(CUR_RETX_QUEUE, "`snd_nxt` less `snd_una`, less our FIN if it is among them")
              .differs("Payload; the overhead of buffers, which the RFC counts, is left out")
              .provenBy(QUEUES),
          marked(MAX_RETX_QUEUE, "largest CurRetxQueue, before every ACK", "As CurRetxQueue")
              .provenBy(QUEUES),
          field(CUR_APP_W_QUEUE, "`write_seq` less `snd_nxt`, less our FIN if it is among them")
              .provenBy(QUEUES),
          marked(
                  MAX_APP_W_QUEUE,
                  "largest CurAppWQueue, before every ACK",
                  "What is written and leaves again before the next arrival is not seen: what is"
                      + " sent at once, or by the timer of pacing")
              .provenBy(QUEUES),
          field(CUR_RWIN_SENT, "`rcv_wnd`, no more than 65535 shifted by `rx_opt.rcv_wscale`")
              .provenBy(WINDOWS),
          marked(
                  MAX_RWIN_SENT,
                  "largest `rcv_wnd`, at every arrival and in `tcp_rcv_space_adjust`",
                  "A window that two ACKs replaced between two arrivals is missed")
              .provenBy(WINDOWS),
          marked(
                  MIN_RWIN_SENT,
                  "smallest `rcv_wnd`, likewise: before a read can open it again",
                  "Not in the RFC")
              .provenBy(WINDOWS),
          field(LIM_RWIN, "`window_clamp`, no more than 65535 shifted by `rx_opt.rcv_wscale`")
              .differs("A bound in force; automatic tuning moves it")
              .provenBy(WINDOWS),
          counted(
                  DUP_ACK_EPISODES,
                  "as Path.SndDupAckEpisodes",
                  "Of a run that the group was switched on in, what is left of it counts as one")
              .provenBy(DUPLICATES),
          counted(
                  DUP_ACKS_OUT,
                  "the rise of `segs_out` beyond that of `data_segs_out` while `rcv_wup` stands, if"
                      + " data is missing (`out_of_order_queue`) or the segment before came twice"
                      + " or too early: not the answers to keep-alives and window probes",
                  "What Linux holds back and combines is not sent and not counted. Several ACKs"
                      + " between two arrivals are all taken for duplicates, or none")
              .provenBy(DUPLICATES),
          counted(
              CE_RCVD,
              "`tcp_probe`: `ip_dsfield` of every segment, as Path.EceRcvd",
              "Segments refused before they reach the socket are not seen"),
          constant(ECN_SENT, "reserved"),
          constant(ECN_NONCES_RCVD, "reserved"),
          field(CUR_REASM_QUEUE, "`end_seq` of `ooo_last_skb` less `rcv_nxt`").provenBy(QUEUES),
          marked(MAX_REASM_QUEUE, "largest CurReasmQueue, before every arrival", "")
              .provenBy(QUEUES),
          field(CUR_APP_R_QUEUE, "`rcv_nxt` less `copied_seq`, less the peer's FIN")
              .provenBy(QUEUES),
          marked(
                  MAX_APP_R_QUEUE,
                  "largest `rcv_nxt` less `copied_seq` of the arrival before, which is the height"
                      + " just after that arrival",
                  "")
              .provenBy(QUEUES),
          field(WIN_SCALE_SENT, "`rx_opt.rcv_wscale`, 255 unless `rx_opt.wscale_ok`")
              .differs("An offer that the peer did not answer cannot be told from none")
              .provenBy(WINDOWS),
          field(CUR_RWIN_RCVD, "`snd_wnd`").provenBy(WINDOWS),
          marked(MAX_RWIN_RCVD, "largest `snd_wnd`, before every ACK", "").provenBy(WINDOWS),
          marked(MIN_RWIN_RCVD, "smallest `snd_wnd`, before every ACK", "Not in the RFC")
              .provenBy(WINDOWS),
          field(WIN_SCALE_RCVD, "`rx_opt.snd_wscale`, 255 unless `rx_opt.wscale_ok`")
              .differs("An offer that this host did not ask for cannot be told from none")
              .provenBy(WINDOWS));

  private QueueAndWindowRows() {}

  private static Provenance marked(Member member, String source, String differs) {
    return mark(member, source).differs(differs).needs(EVERY_SEGMENT).absentAs(UNWATCHED);
  }

  private static Provenance counted(Member member, String source, String differs) {
    return event(member, source).differs(differs).needs(EVERY_SEGMENT).absentAs(UNWATCHED);
  }
}
