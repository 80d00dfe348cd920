package org.estats.lab.truth;

import java.util.List;

/// The smoothed round-trip time and its deviation, computed from samples by RFC 6298 with the one
/// change that Linux makes: when the round trip gets shorter, the deviation that this means counts
/// for an eighth.
///
/// @param smoothedMicros SRTT; 0 without a sample
/// @param deviationMicros RTTVAR; 0 without a sample
/// @param leastSmoothedMicros the least SRTT after any of the samples
public record RttEstimate(
    double smoothedMicros, double deviationMicros, double leastSmoothedMicros) {

  private static final double SMOOTHING = 1.0 / 8;
  private static final double DEVIATION_SMOOTHING = 1.0 / 4;

  /// Computes it from all samples of a connection, in their order.
  public static RttEstimate of(List<RttSample> samples) {
    double smoothed = 0;
    double deviation = 0;
    double least = Double.MAX_VALUE;
    for (RttSample sample : samples) {
      if (least == Double.MAX_VALUE) {
        smoothed = sample.micros();
        deviation = smoothed / 2;
      } else {
        double error = sample.micros() - smoothed;
        double change = Math.abs(error) - deviation;
        if (error < 0 && change > 0) {
          change *= SMOOTHING;
        }
        smoothed += error * SMOOTHING;
        deviation += change * DEVIATION_SMOOTHING;
      }
      least = Math.min(least, smoothed);
    }
    return new RttEstimate(smoothed, deviation, least == Double.MAX_VALUE ? 0 : least);
  }
}
