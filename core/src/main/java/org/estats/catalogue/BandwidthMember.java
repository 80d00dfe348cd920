package org.estats.catalogue;

import static org.estats.catalogue.Kind.FLAG;
import static org.estats.catalogue.Kind.GAUGE;
import static org.estats.catalogue.Shape.shape;
import static org.estats.catalogue.Unit.BITS_PER_SECOND;
import static org.estats.catalogue.Width.ULONG64;

import java.util.Optional;

/// Estimates of the bandwidth, each direction with a switch of its own:
/// `TCP_ESTATS_BANDWIDTH_ROD_v0`.
public enum BandwidthMember implements Member {
  OUTBOUND_BANDWIDTH(
      shape(GAUGE, BITS_PER_SECOND, ULONG64),
      "Estimated bandwidth of the path out: the largest delivery rate of the last ten round "
          + "trips. Windows' estimator is not published; do not compare with it."),
  INBOUND_BANDWIDTH(
      shape(GAUGE, BITS_PER_SECOND, ULONG64),
      "Estimated bandwidth of the path in: the largest arrival rate of the last ten round "
          + "trips, which is the sender's own pace where that is lower. Windows' estimator is "
          + "not published; do not compare with it."),
  OUTBOUND_INSTABILITY(
      shape(GAUGE, BITS_PER_SECOND, ULONG64),
      "How far the samples behind OutboundBandwidth stray: their smoothed mean deviation."),
  INBOUND_INSTABILITY(
      shape(GAUGE, BITS_PER_SECOND, ULONG64),
      "How far the samples behind InboundBandwidth stray: their smoothed mean deviation."),
  OUTBOUND_BANDWIDTH_PEAKED(
      shape(FLAG, Unit.BOOLEAN, Width.BOOLEAN),
      "Whether OutboundBandwidth has stopped growing: three round trips in a row raised it "
          + "by less than a quarter."),
  INBOUND_BANDWIDTH_PEAKED(
      shape(FLAG, Unit.BOOLEAN, Width.BOOLEAN),
      "Whether InboundBandwidth has stopped growing: three round trips in a row raised it "
          + "by less than a quarter.");

  private final Shape shape;
  private final String definition;

  BandwidthMember(Shape shape, String definition) {
    this.shape = shape;
    this.definition = definition;
  }

  @Override
  public Group group() {
    return Group.BANDWIDTH;
  }

  @Override
  public int index() {
    return Catalogue.firstIndex(Group.BANDWIDTH) + ordinal();
  }

  @Override
  public Optional<Switch> collectedBy() {
    return Optional.of(
        switch (this) {
          case OUTBOUND_BANDWIDTH, OUTBOUND_INSTABILITY, OUTBOUND_BANDWIDTH_PEAKED ->
              Switch.BANDWIDTH_OUT;
          case INBOUND_BANDWIDTH, INBOUND_INSTABILITY, INBOUND_BANDWIDTH_PEAKED ->
              Switch.BANDWIDTH_IN;
        });
  }

  @Override
  public Shape columns() {
    return shape;
  }

  @Override
  public String definition() {
    return definition;
  }
}
