package org.estats.bench;

import java.util.Locale;

/// A line of the table.
///
/// @param what what was measured
/// @param samples what the rounds found
/// @param unit the unit of the samples
/// @param beside how it stands to its floor, as text; empty if it is a floor itself or has none
/// @param target what it is to reach and whether it does, as text; empty if nothing is set
record Row(String what, Samples samples, String unit, String beside, String target) {
  private static final double WHOLE_FROM = 100;
  private static final double TENTHS_FROM = 10;

  /// A figure by itself.
  static Row of(String what, Samples samples, String unit) {
    return new Row(what, samples, unit, "", "");
  }

  /// The same beside a floor that was measured in the same rounds.
  Row beside(Samples floor, String name) {
    return new Row(what, samples, unit, "%s x %s".formatted(number(ratio(floor)), name), target);
  }

  /// The same with something to say in place of a floor.
  Row remark(String text) {
    return new Row(what, samples, unit, text, target);
  }

  /// The same, with the most that the median may be.
  Row atMost(double limit) {
    return with("at most %s %s".formatted(number(limit), unit), samples.median() <= limit);
  }

  /// The same, with the least that the median may be.
  Row atLeast(double limit) {
    return with("at least %s %s".formatted(number(limit), unit), samples.median() >= limit);
  }

  /// The same, with the most that it may be as a multiple of its floor.
  Row atMostTimes(double limit, Samples floor) {
    return with("at most %s x".formatted(number(limit)), ratio(floor) <= limit);
  }

  private double ratio(Samples floor) {
    return samples.over(floor).median();
  }

  private Row with(String wanted, boolean isReached) {
    String sentence = wanted + (isReached ? ": reached" : ": NOT reached");
    return new Row(what, samples, unit, beside, sentence);
  }

  String median() {
    return number(samples.median()) + " " + unit;
  }

  String range() {
    return number(samples.lowest()) + " to " + number(samples.highest());
  }

  /// With as many digits as mean something.
  static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) || size >= WHOLE_FROM) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, size >= TENTHS_FROM ? "%.1f" : "%.2f", value);
  }
}
