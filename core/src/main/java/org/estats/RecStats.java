package org.estats;

import java.util.Objects;
import org.estats.catalogue.RecMember;

/// The Rec group of a [Snapshot]. What each number means: [RecMember#definition()].
public final class RecStats {

  private final Snapshot snapshot;

  RecStats(Snapshot snapshot) {
    this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
  }

  /// [RecMember#CUR_RWIN_SENT].
  public Value curRwinSent() {
    return snapshot.value(RecMember.CUR_RWIN_SENT);
  }

  /// [RecMember#MAX_RWIN_SENT].
  public Value maxRwinSent() {
    return snapshot.value(RecMember.MAX_RWIN_SENT);
  }

  /// [RecMember#MIN_RWIN_SENT].
  public Value minRwinSent() {
    return snapshot.value(RecMember.MIN_RWIN_SENT);
  }

  /// [RecMember#LIM_RWIN].
  public Value limRwin() {
    return snapshot.value(RecMember.LIM_RWIN);
  }

  /// [RecMember#DUP_ACK_EPISODES].
  public Value dupAckEpisodes() {
    return snapshot.value(RecMember.DUP_ACK_EPISODES);
  }

  /// [RecMember#DUP_ACKS_OUT].
  public Value dupAcksOut() {
    return snapshot.value(RecMember.DUP_ACKS_OUT);
  }

  /// [RecMember#CE_RCVD].
  public Value ceRcvd() {
    return snapshot.value(RecMember.CE_RCVD);
  }

  /// [RecMember#ECN_SENT].
  public Value ecnSent() {
    return snapshot.value(RecMember.ECN_SENT);
  }

  /// [RecMember#ECN_NONCES_RCVD].
  public Value ecnNoncesRcvd() {
    return snapshot.value(RecMember.ECN_NONCES_RCVD);
  }

  /// [RecMember#CUR_REASM_QUEUE].
  public Value curReasmQueue() {
    return snapshot.value(RecMember.CUR_REASM_QUEUE);
  }

  /// [RecMember#MAX_REASM_QUEUE].
  public Value maxReasmQueue() {
    return snapshot.value(RecMember.MAX_REASM_QUEUE);
  }

  /// [RecMember#CUR_APP_R_QUEUE].
  public Value curAppRQueue() {
    return snapshot.value(RecMember.CUR_APP_R_QUEUE);
  }

  /// [RecMember#MAX_APP_R_QUEUE].
  public Value maxAppRQueue() {
    return snapshot.value(RecMember.MAX_APP_R_QUEUE);
  }

  /// [RecMember#WIN_SCALE_SENT].
  public Value winScaleSent() {
    return snapshot.value(RecMember.WIN_SCALE_SENT);
  }
}
