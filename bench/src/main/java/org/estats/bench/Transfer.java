package org.estats.bench;

import java.util.Map;

/// What moving some data took, and what the hooks took of it.
///
/// @param nanos the whole transfer
/// @param probe our program on the hot hook, which runs once a received segment
/// @param others our programs on the other hooks
/// @param empty the program that does nothing, on the hot hook
/// @param missed runs that the kernel left out because the program was running already
/// @param segments segments received in our own network namespace
record Transfer(double nanos, Runs probe, Runs others, Runs empty, long missed, double segments) {

  /// Somebody else's segments that are still tolerated, as a share of ours.
  private static final double FOREIGN_SHARE_MAX = 0.03;

  /// Runs of programs, by the kernel's statistics.
  record Runs(double count, double nanos) {
    double mean() {
      return nanos / count;
    }
  }

  static Transfer of(Map<String, Double> answer) {
    return new Transfer(
        answer.get("nanos"),
        runs(answer, "probe"),
        runs(answer, "other"),
        runs(answer, "empty"),
        answer.get("missed").longValue(),
        answer.get("segments"));
  }

  private static Runs runs(Map<String, Double> answer, String whose) {
    return new Runs(answer.get(whose + "_runs"), answer.get(whose + "_nanos"));
  }

  /// Whether the hooks, which see the whole machine, ran for somebody else's traffic as well.
  boolean isDisturbed() {
    return probe.count() > segments * (1 + FOREIGN_SHARE_MAX);
  }

  /// Our program on the hot hook, for a received segment, without what an empty one takes.
  double probeNet() {
    return probe.mean() - empty.mean();
  }

  /// All our programs together, for a received segment, likewise.
  double allNet() {
    return probeNet() + (others.nanos() - others.count() * empty.mean()) / probe.count();
  }
}
