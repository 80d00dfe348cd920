package org.estats.server.sample;

import org.estats.catalogue.DataMember;
import org.estats.catalogue.PathMember;
import org.estats.server.series.Step;

/// What went on between two readings. What is not known is NaN.
///
/// @param outBitsPerSecond data sent
/// @param inBitsPerSecond data received
/// @param retransPerSecond segments sent again
/// @param retransBitsPerSecond data sent again
public record Rates(
    double outBitsPerSecond,
    double inBitsPerSecond,
    double retransPerSecond,
    double retransBitsPerSecond) {

  /// Nothing is known.
  public static final Rates NONE = new Rates(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  static Rates of(Step step) {
    return new Rates(
        Byte.SIZE * step.perSecond(DataMember.DATA_BYTES_OUT),
        Byte.SIZE * step.perSecond(DataMember.THRU_BYTES_RECEIVED),
        step.perSecond(PathMember.PKTS_RETRANS),
        Byte.SIZE * step.perSecond(PathMember.BYTES_RETRANS));
  }
}
