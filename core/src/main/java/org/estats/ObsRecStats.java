package org.estats;

import java.util.Objects;
import org.estats.catalogue.ObsRecMember;

/// The ObsRec group of a [Snapshot]. What each number means: [ObsRecMember#definition()].
public final class ObsRecStats {

  private final Snapshot snapshot;

  ObsRecStats(Snapshot snapshot) {
    this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
  }

  /// [ObsRecMember#CUR_RWIN_RCVD].
  public Value curRwinRcvd() {
    return snapshot.value(ObsRecMember.CUR_RWIN_RCVD);
  }

  /// [ObsRecMember#MAX_RWIN_RCVD].
  public Value maxRwinRcvd() {
    return snapshot.value(ObsRecMember.MAX_RWIN_RCVD);
  }

  /// [ObsRecMember#MIN_RWIN_RCVD].
  public Value minRwinRcvd() {
    return snapshot.value(ObsRecMember.MIN_RWIN_RCVD);
  }

  /// [ObsRecMember#WIN_SCALE_RCVD].
  public Value winScaleRcvd() {
    return snapshot.value(ObsRecMember.WIN_SCALE_RCVD);
  }
}
