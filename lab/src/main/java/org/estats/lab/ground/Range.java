package org.estats.lab.ground;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The values a setting may take: numbers from one to another, with a unit, or one of some words.
/// Numbers are drawn evenly by their logarithm, so that each order of magnitude gets its share.
///
/// @param from the least
/// @param to the greatest
/// @param unit what they are multiples of
/// @param words the words to choose from; empty if it is numbers
record Range(double from, double to, Unit unit, List<String> words) {

  private static final Pattern NUMBERS =
      Pattern.compile("([0-9.]+?)(?:\\.\\.([0-9.]+))?([A-Za-z%]*)");
  private static final Pattern WORDS = Pattern.compile("[a-z]+(?:\\|[a-z]+)*");

  /// What a number is a multiple of: something fixed, or what else was drawn.
  enum Unit {
    ONE(1),
    PERCENT(0.01),
    MILLIS(0.001),
    SECONDS(1),
    MEGABITS(1e6),
    BYTES(1),
    KILOBYTES(1e3),
    MEGABYTES(1e6),
    /// The round-trip time.
    RTT(0),
    /// The rate of the bottleneck.
    RATE(0),
    /// What a round trip holds at that rate.
    BDP(0);

    private final double factor;

    Unit(double factor) {
      this.factor = factor;
    }

    double factor() {
      return factor;
    }
  }

  private static final Map<String, Unit> UNITS =
      Map.ofEntries(
          Map.entry("", Unit.ONE),
          Map.entry("%", Unit.PERCENT),
          Map.entry("ms", Unit.MILLIS),
          Map.entry("s", Unit.SECONDS),
          Map.entry("Mbit", Unit.MEGABITS),
          Map.entry("B", Unit.BYTES),
          Map.entry("kB", Unit.KILOBYTES),
          Map.entry("MB", Unit.MEGABYTES),
          Map.entry("rtt", Unit.RTT),
          Map.entry("rate", Unit.RATE),
          Map.entry("bdp", Unit.BDP));

  /// Reads `10..150ms`, `0.5..2bdp`, `3%`, `1`, `cubic|reno`.
  ///
  /// @throws IllegalArgumentException if it is none of these
  static Range of(String text) {
    Matcher numbers = NUMBERS.matcher(text);
    if (numbers.matches() && UNITS.containsKey(numbers.group(3))) {
      double from = Double.parseDouble(numbers.group(1));
      double to = numbers.group(2) == null ? from : Double.parseDouble(numbers.group(2));
      if (from > to || from == 0 && to > 0) {
        throw new IllegalArgumentException(
            "'" + text + "' does not go from a number above 0 to a greater one");
      }
      return new Range(from, to, UNITS.get(numbers.group(3)), List.of());
    }
    if (WORDS.matcher(text).matches()) {
      return new Range(0, 0, Unit.ONE, List.of(text.split("\\|")));
    }
    throw new IllegalArgumentException(
        "'" + text + "' is neither numbers with a unit (10..150ms) nor words (cubic|reno)");
  }

  /// The value at a place between 0 and 1, as a multiple of the unit.
  double at(double place) {
    return from == to ? from : from * Math.pow(to / from, place);
  }

  /// The word at a place between 0 and 1.
  String wordAt(double place) {
    return words.get((int) (place * words.size()));
  }
}
