package org.estats;

import java.util.Objects;
import org.estats.catalogue.DataMember;

/// The Data group of a [Snapshot]. What each number means: [DataMember#definition()].
public final class DataStats {

  private final Snapshot snapshot;

  DataStats(Snapshot snapshot) {
    this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
  }

  /// [DataMember#DATA_BYTES_OUT].
  public Value dataBytesOut() {
    return snapshot.value(DataMember.DATA_BYTES_OUT);
  }

  /// [DataMember#DATA_SEGS_OUT].
  public Value dataSegsOut() {
    return snapshot.value(DataMember.DATA_SEGS_OUT);
  }

  /// [DataMember#DATA_BYTES_IN].
  public Value dataBytesIn() {
    return snapshot.value(DataMember.DATA_BYTES_IN);
  }

  /// [DataMember#DATA_SEGS_IN].
  public Value dataSegsIn() {
    return snapshot.value(DataMember.DATA_SEGS_IN);
  }

  /// [DataMember#SEGS_OUT].
  public Value segsOut() {
    return snapshot.value(DataMember.SEGS_OUT);
  }

  /// [DataMember#SEGS_IN].
  public Value segsIn() {
    return snapshot.value(DataMember.SEGS_IN);
  }

  /// [DataMember#SOFT_ERRORS].
  public Value softErrors() {
    return snapshot.value(DataMember.SOFT_ERRORS);
  }

  /// [DataMember#SOFT_ERROR_REASON].
  public Value softErrorReason() {
    return snapshot.value(DataMember.SOFT_ERROR_REASON);
  }

  /// [DataMember#SND_UNA].
  public Value sndUna() {
    return snapshot.value(DataMember.SND_UNA);
  }

  /// [DataMember#SND_NXT].
  public Value sndNxt() {
    return snapshot.value(DataMember.SND_NXT);
  }

  /// [DataMember#SND_MAX].
  public Value sndMax() {
    return snapshot.value(DataMember.SND_MAX);
  }

  /// [DataMember#THRU_BYTES_ACKED].
  public Value thruBytesAcked() {
    return snapshot.value(DataMember.THRU_BYTES_ACKED);
  }

  /// [DataMember#RCV_NXT].
  public Value rcvNxt() {
    return snapshot.value(DataMember.RCV_NXT);
  }

  /// [DataMember#THRU_BYTES_RECEIVED].
  public Value thruBytesReceived() {
    return snapshot.value(DataMember.THRU_BYTES_RECEIVED);
  }
}
