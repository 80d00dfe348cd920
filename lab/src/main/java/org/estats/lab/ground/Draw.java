package org.estats.lab.ground;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/// One point in the ranges of a scenario. Each setting has its own place, by the seed and its name,
/// so that what an impairment changes changes nothing else.
///
/// @param numbers the settings that are numbers, in seconds, bit/s and bytes
/// @param words the settings that are words
/// @param seed what it was drawn by
record Draw(Map<Setting, Double> numbers, Map<Setting, String> words, long seed) {

  /// A flow of a few seconds could not fill a longer path: the rate is lowered until it fits.
  private static final double BDP_BYTES_MAX = 1_500_000;

  /// A queue holds at least a new connection's first flight.
  private static final double QUEUE_BYTES_MIN = 15_000;

  /// Draws.
  static Draw of(Map<Setting, Range> ranges, long seed) {
    Map<Setting, Double> numbers = new EnumMap<>(Setting.class);
    Map<Setting, String> words = new EnumMap<>(Setting.class);
    // The first two in the order of the settings are what others are multiples of.
    ranges.forEach((setting, range) -> {
      double place = place(seed, setting);
      if (range.words().isEmpty()) {
        numbers.put(setting, range.at(place) * factor(range.unit(), numbers));
      } else {
        words.put(setting, range.wordAt(place));
      }
      if (setting == Setting.RATE) {
        double rateMax = BDP_BYTES_MAX * Byte.SIZE / numbers.get(Setting.RTT);
        numbers.merge(Setting.RATE, rateMax, Math::min);
      }
    });
    numbers.merge(Setting.QUEUE, QUEUE_BYTES_MIN, Math::max);
    return new Draw(Map.copyOf(numbers), Map.copyOf(words), seed);
  }

  private static double place(long seed, Setting setting) {
    return new SplittableRandom(seed * 1_000_003 + setting.text().hashCode()).nextDouble();
  }

  private static double factor(Range.Unit unit, Map<Setting, Double> drawn) {
    return switch (unit) {
      case RTT -> drawn.get(Setting.RTT);
      case RATE -> drawn.get(Setting.RATE);
      case BDP -> drawn.get(Setting.RTT) * drawn.get(Setting.RATE) / Byte.SIZE;
      case ONE, PERCENT, MILLIS, SECONDS, MEGABITS, BYTES, KILOBYTES, MEGABYTES -> unit.factor();
    };
  }

  double number(Setting setting) {
    return numbers.get(setting);
  }

  int count(Setting setting) {
    return (int) Math.round(number(setting));
  }

  Duration time(Setting setting) {
    return Duration.ofNanos(nanos(setting));
  }

  long nanos(Setting setting) {
    return Math.round(number(setting) * 1e9);
  }

  boolean has(Setting setting) {
    return number(setting) > 0;
  }

  String word(Setting setting) {
    return words.get(setting);
  }

  /// What differs from an ordinary connection, for people.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Setting setting : Setting.values()) {
      String value = text(setting);
      boolean isUsual =
          setting.ordinal() > Setting.QUEUE.ordinal()
              && setting != Setting.CONGESTION
              && value.equals(usual(setting));
      if (!isUsual) {
        text.append(text.isEmpty() ? "" : " ").append(setting.text()).append('=').append(value);
      }
    }
    return text.toString();
  }

  private String text(Setting setting) {
    return words.containsKey(setting) ? word(setting) : number(number(setting));
  }

  private static String usual(Setting setting) {
    Range standard = setting.standard();
    return standard.words().isEmpty()
        ? number(standard.from() * standard.unit().factor())
        : standard.wordAt(0);
  }

  private static String number(double value) {
    return value >= 1000
        ? String.format(Locale.ROOT, "%.3g", value).replace("e+0", "e")
        : String.format(Locale.ROOT, "%.4g", value).replaceFirst("\\.?0+$", "");
  }
}
