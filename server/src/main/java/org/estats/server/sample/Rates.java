package org.estats.server.sample;

import java.time.Duration;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;

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

  static Rates between(Snapshot before, Snapshot now) {
    if (before == null || now == null) {
      return NONE;
    }
    double seconds = Duration.between(before.taken(), now.taken()).toNanos() / 1e9;
    return seconds <= 0
        ? NONE
        : new Rates(
            8 * difference(before, now, DataMember.DATA_BYTES_OUT) / seconds,
            8 * difference(before, now, DataMember.THRU_BYTES_RECEIVED) / seconds,
            difference(before, now, PathMember.PKTS_RETRANS) / seconds,
            8 * difference(before, now, PathMember.BYTES_RETRANS) / seconds);
  }

  private static double difference(Snapshot before, Snapshot now, Member counter) {
    return now.difference(counter, before) instanceof Value.Present(long number)
        ? number
        : Double.NaN;
  }
}
