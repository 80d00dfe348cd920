package org.estats.catalogue;

import static org.estats.catalogue.Kind.GAUGE;
import static org.estats.catalogue.Kind.MAXIMUM;
import static org.estats.catalogue.Kind.MINIMUM;
import static org.estats.catalogue.Shape.shape;
import static org.estats.catalogue.Unit.MICROSECONDS;
import static org.estats.catalogue.Width.ULONG;

/// Round-trip times in microseconds: `TCP_ESTATS_FINE_RTT_ROD_v0`.
public enum FineRttMember implements Member {
  RTT_VAR(
      shape(GAUGE, MICROSECONDS, ULONG),
      "Smoothed deviation of the round-trip time (RTTVAR), without the floor that keeps the "
          + "retransmission timeout long."),
  MAX_RTT(
      shape(MAXIMUM, MICROSECONDS, ULONG),
      "Largest round-trip time sampled since the group was switched on."),
  MIN_RTT(
      shape(MINIMUM, MICROSECONDS, ULONG),
      "Smallest round-trip time sampled since the group was switched on."),
  SUM_RTT(
      shape(GAUGE, MICROSECONDS, ULONG),
      "Smoothed round-trip time (SRTT) despite the name: neither a sum nor a counter.");

  private final Shape shape;
  private final String definition;

  FineRttMember(Shape shape, String definition) {
    this.shape = shape;
    this.definition = definition;
  }

  @Override
  public Group group() {
    return Group.FINE_RTT;
  }

  @Override
  public int index() {
    return Catalogue.firstIndex(Group.FINE_RTT) + ordinal();
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
