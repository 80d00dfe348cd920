package org.estats;

import java.util.Objects;
import org.estats.catalogue.FineRttMember;

/// The FineRtt group of a [Snapshot]. What each number means: [FineRttMember#definition()].
public final class FineRttStats {

  private final Snapshot snapshot;

  FineRttStats(Snapshot snapshot) {
    this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
  }

  /// [FineRttMember#RTT_VAR].
  public Value rttVar() {
    return snapshot.value(FineRttMember.RTT_VAR);
  }

  /// [FineRttMember#MAX_RTT].
  public Value maxRtt() {
    return snapshot.value(FineRttMember.MAX_RTT);
  }

  /// [FineRttMember#MIN_RTT].
  public Value minRtt() {
    return snapshot.value(FineRttMember.MIN_RTT);
  }

  /// [FineRttMember#SUM_RTT].
  public Value sumRtt() {
    return snapshot.value(FineRttMember.SUM_RTT);
  }
}
