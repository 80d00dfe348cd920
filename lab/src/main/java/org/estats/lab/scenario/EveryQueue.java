package org.estats.lab.scenario;

import org.estats.catalogue.Member;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.RecMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.SndCongMember;
import org.estats.lab.Side;
import org.estats.lab.SocketFigures;
import org.estats.lab.truth.FlowTruth;
import org.estats.lab.truth.QueueTruth;

/// What must be true of queues, windows and the congestion window after every scenario.
final class EveryQueue {

  /// What stands for no scaling in WinScaleSent and WinScaleRcvd.
  private static final long NO_SCALE = 255;

  private EveryQueue() {}

  static void claim(Claims claims) {
    for (Side side : Side.values()) {
      QueueTruth truth = claims.evidence().queues(side, Evidence.END);
      sendQueue(claims, side, truth);
      receiveQueue(claims, side, truth);
      windows(claims, side, truth);
      congestionWindow(claims, side, Evidence.END);
    }
  }

  private static void sendQueue(Claims claims, Side side, QueueTruth truth) {
    exactly(claims, side, SendBuffMember.CUR_RETX_QUEUE, truth.unacknowledgedBytes());
    exactly(claims, side, SendBuffMember.MAX_RETX_QUEUE, truth.unacknowledgedMost());
    if (side == Side.CLIENT) {
      long unsent = claims.evidence().reading(Evidence.END).writtenBytes() - truth.sentUpToBytes();
      exactly(claims, side, SendBuffMember.CUR_APP_W_QUEUE, unsent);
    } else {
      claims.unmoved(side, SendBuffMember.CUR_APP_W_QUEUE, SendBuffMember.MAX_APP_W_QUEUE);
    }
  }

  private static void receiveQueue(Claims claims, Side side, QueueTruth truth) {
    FlowTruth flow = claims.evidence().flow(side);
    exactly(claims, side, RecMember.CUR_REASM_QUEUE, truth.spanBytes());
    exactly(claims, side, RecMember.MAX_REASM_QUEUE, truth.spanMost());
    exactly(claims, side, RecMember.DUP_ACK_EPISODES, flow.dupAckRunsSent());
    exactly(claims, side, RecMember.DUP_ACKS_OUT, flow.dupAcksSent());
    exactly(claims, side, RecMember.CE_RCVD, flow.marksReceived());
    claims.exactly(side, RecMember.ECN_SENT, 0, Witness.DEFINITION);
    claims.exactly(side, RecMember.ECN_NONCES_RCVD, 0, Witness.DEFINITION);
    if (side == Side.CLIENT) {
      claims.unmoved(side, RecMember.CUR_APP_R_QUEUE, RecMember.MAX_APP_R_QUEUE);
    } else {
      Reading end = claims.evidence().reading(Evidence.END);
      exactly(claims, side, RecMember.CUR_APP_R_QUEUE, truth.receivedBytes() - end.readBytes());
    }
  }

  /// The kernel keeps the window that it announces finer than the header can say.
  private static void windows(Claims claims, Side side, QueueTruth truth) {
    SocketFigures ss = claims.evidence().reading(Evidence.END).socket(side);
    double sent = ss.get("wscale/").orElse(NO_SCALE);
    double received = ss.get("wscale").orElse(NO_SCALE);
    claims.exactly(side, RecMember.WIN_SCALE_SENT, Math.round(sent), Witness.SS);
    claims.exactly(side, ObsRecMember.WIN_SCALE_RCVD, Math.round(received), Witness.SS);
    long finer = sent == NO_SCALE ? 0 : (1L << Math.round(sent)) - 1;
    if (truth.windowSentLeast() != Long.MAX_VALUE) {
      window(claims, side, RecMember.CUR_RWIN_SENT, truth.windowSent(), finer);
      window(claims, side, RecMember.MAX_RWIN_SENT, truth.windowSentMost(), finer);
      claims.at(
          Evidence.END,
          side,
          RecMember.MIN_RWIN_SENT,
          truth.windowSentLow(),
          truth.windowSentLeast() + finer,
          Witness.PACKETS);
    }
    window(claims, side, ObsRecMember.CUR_RWIN_RCVD, truth.windowReceived(), 0);
    window(claims, side, ObsRecMember.MAX_RWIN_RCVD, truth.windowReceivedMost(), 0);
    window(claims, side, ObsRecMember.MIN_RWIN_RCVD, truth.windowReceivedLeast(), 0);
  }

  private static void window(Claims claims, Side side, Member member, long bytes, long finerBytes) {
    claims.at(Evidence.END, side, member, bytes, bytes + finerBytes, Witness.PACKETS);
  }

  private static void exactly(Claims claims, Side side, Member member, long number) {
    claims.at(Evidence.END, side, member, number, number, Witness.PACKETS);
  }

  /// The congestion window as `ss` shows it.
  static void congestionWindow(Claims claims, Side side, String reading) {
    SocketFigures ss = claims.evidence().reading(reading).socket(side);
    if (ss.get("cwnd").isEmpty()) {
      return;
    }
    long mss = Math.round(ss.get("mss").orElseThrow());
    long cwnd = Math.round(ss.get("cwnd").orElseThrow()) * mss;
    claims.at(reading, side, SndCongMember.CUR_CWND, cwnd, cwnd, Witness.SS);
    if (ss.get("ssthresh").isPresent()) {
      long threshold = Math.round(ss.get("ssthresh").orElseThrow()) * mss;
      claims.at(reading, side, SndCongMember.CUR_SSTHRESH, threshold, threshold, Witness.SS);
    } else {
      claims.unmoved(side, SndCongMember.CUR_SSTHRESH);
    }
  }
}
