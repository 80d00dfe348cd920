package org.estats;

import java.util.Objects;
import org.estats.catalogue.BandwidthMember;

/// The Bandwidth group of a [Snapshot]. What each number means: [BandwidthMember#definition()].
public final class BandwidthStats {

  private final Snapshot snapshot;

  BandwidthStats(Snapshot snapshot) {
    this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
  }

  /// [BandwidthMember#OUTBOUND_BANDWIDTH].
  public Value outboundBandwidth() {
    return snapshot.value(BandwidthMember.OUTBOUND_BANDWIDTH);
  }

  /// [BandwidthMember#INBOUND_BANDWIDTH].
  public Value inboundBandwidth() {
    return snapshot.value(BandwidthMember.INBOUND_BANDWIDTH);
  }

  /// [BandwidthMember#OUTBOUND_INSTABILITY].
  public Value outboundInstability() {
    return snapshot.value(BandwidthMember.OUTBOUND_INSTABILITY);
  }

  /// [BandwidthMember#INBOUND_INSTABILITY].
  public Value inboundInstability() {
    return snapshot.value(BandwidthMember.INBOUND_INSTABILITY);
  }

  /// [BandwidthMember#OUTBOUND_BANDWIDTH_PEAKED].
  public Value outboundBandwidthPeaked() {
    return snapshot.value(BandwidthMember.OUTBOUND_BANDWIDTH_PEAKED);
  }

  /// [BandwidthMember#INBOUND_BANDWIDTH_PEAKED].
  public Value inboundBandwidthPeaked() {
    return snapshot.value(BandwidthMember.INBOUND_BANDWIDTH_PEAKED);
  }
}
