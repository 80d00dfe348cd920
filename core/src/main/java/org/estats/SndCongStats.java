package org.estats;

import java.util.Objects;
import org.estats.catalogue.SndCongMember;

/// The SndCong group of a [Snapshot]. What each number means: [SndCongMember#definition()].
public final class SndCongStats {

  private final Snapshot snapshot;

  SndCongStats(Snapshot snapshot) {
    this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
  }

  /// [SndCongMember#LIM_CWND].
  public Value limCwnd() {
    return snapshot.value(SndCongMember.LIM_CWND);
  }

  /// [SndCongMember#SND_LIM_TRANS_RWIN].
  public Value sndLimTransRwin() {
    return snapshot.value(SndCongMember.SND_LIM_TRANS_RWIN);
  }

  /// [SndCongMember#SND_LIM_TIME_RWIN].
  public Value sndLimTimeRwin() {
    return snapshot.value(SndCongMember.SND_LIM_TIME_RWIN);
  }

  /// [SndCongMember#SND_LIM_BYTES_RWIN].
  public Value sndLimBytesRwin() {
    return snapshot.value(SndCongMember.SND_LIM_BYTES_RWIN);
  }

  /// [SndCongMember#SND_LIM_TRANS_CWND].
  public Value sndLimTransCwnd() {
    return snapshot.value(SndCongMember.SND_LIM_TRANS_CWND);
  }

  /// [SndCongMember#SND_LIM_TIME_CWND].
  public Value sndLimTimeCwnd() {
    return snapshot.value(SndCongMember.SND_LIM_TIME_CWND);
  }

  /// [SndCongMember#SND_LIM_BYTES_CWND].
  public Value sndLimBytesCwnd() {
    return snapshot.value(SndCongMember.SND_LIM_BYTES_CWND);
  }

  /// [SndCongMember#SND_LIM_TRANS_SND].
  public Value sndLimTransSnd() {
    return snapshot.value(SndCongMember.SND_LIM_TRANS_SND);
  }

  /// [SndCongMember#SND_LIM_TIME_SND].
  public Value sndLimTimeSnd() {
    return snapshot.value(SndCongMember.SND_LIM_TIME_SND);
  }

  /// [SndCongMember#SND_LIM_BYTES_SND].
  public Value sndLimBytesSnd() {
    return snapshot.value(SndCongMember.SND_LIM_BYTES_SND);
  }

  /// [SndCongMember#SLOW_START].
  public Value slowStart() {
    return snapshot.value(SndCongMember.SLOW_START);
  }

  /// [SndCongMember#CONG_AVOID].
  public Value congAvoid() {
    return snapshot.value(SndCongMember.CONG_AVOID);
  }

  /// [SndCongMember#OTHER_REDUCTIONS].
  public Value otherReductions() {
    return snapshot.value(SndCongMember.OTHER_REDUCTIONS);
  }

  /// [SndCongMember#CUR_CWND].
  public Value curCwnd() {
    return snapshot.value(SndCongMember.CUR_CWND);
  }

  /// [SndCongMember#MAX_SS_CWND].
  public Value maxSsCwnd() {
    return snapshot.value(SndCongMember.MAX_SS_CWND);
  }

  /// [SndCongMember#MAX_CA_CWND].
  public Value maxCaCwnd() {
    return snapshot.value(SndCongMember.MAX_CA_CWND);
  }

  /// [SndCongMember#CUR_SSTHRESH].
  public Value curSsthresh() {
    return snapshot.value(SndCongMember.CUR_SSTHRESH);
  }

  /// [SndCongMember#MAX_SSTHRESH].
  public Value maxSsthresh() {
    return snapshot.value(SndCongMember.MAX_SSTHRESH);
  }

  /// [SndCongMember#MIN_SSTHRESH].
  public Value minSsthresh() {
    return snapshot.value(SndCongMember.MIN_SSTHRESH);
  }
}
