package org.estats;

import java.util.Objects;
import org.estats.catalogue.SynOptsMember;

/// The SynOpts group of a [Snapshot]. What each number means: [SynOptsMember#definition()].
public final class SynOptsStats {

  private final Snapshot snapshot;

  SynOptsStats(Snapshot snapshot) {
    this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
  }

  /// [SynOptsMember#ACTIVE_OPEN].
  public Value activeOpen() {
    return snapshot.value(SynOptsMember.ACTIVE_OPEN);
  }

  /// [SynOptsMember#MSS_RCVD].
  public Value mssRcvd() {
    return snapshot.value(SynOptsMember.MSS_RCVD);
  }

  /// [SynOptsMember#MSS_SENT].
  public Value mssSent() {
    return snapshot.value(SynOptsMember.MSS_SENT);
  }
}
