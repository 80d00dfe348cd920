package org.estats.server.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;

/// A histogram of fixed buckets.
final class Distribution {

  private final String name;
  private final String help;
  private final double[] bounds;
  private final long[] counts;
  private double sum;

  /// @param bounds the upper bounds, rising; what is above the last has a bucket of its own
  Distribution(String name, String help, double... bounds) {
    this.name = name;
    this.help = help;
    this.bounds = bounds;
    counts = new long[bounds.length + 1];
  }

  void observe(double value) {
    int i = 0;
    while (i < bounds.length && value > bounds[i]) {
      i++;
    }
    counts[i]++;
    sum += value;
  }

  HistogramSnapshot snapshot() {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < counts.length; i++) {
      buckets.bucket(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY, counts[i]);
    }
    return HistogramSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(
            HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(buckets.build())
                .sum(sum)
                .build())
        .build();
  }
}
