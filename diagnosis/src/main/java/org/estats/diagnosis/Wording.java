package org.estats.diagnosis;

import java.util.Locale;

/// Numbers as people write them.
final class Wording {

  private Wording() {}

  /// A rate: `6.5 Mbit/s`.
  static String rate(double bitsPerSecond) {
    if (bitsPerSecond >= 1e9) {
      return digits(bitsPerSecond / 1e9) + " Gbit/s";
    }
    return bitsPerSecond >= 1e6
        ? digits(bitsPerSecond / 1e6) + " Mbit/s"
        : digits(bitsPerSecond / 1e3) + " kbit/s";
  }

  /// A size: `1.2 MB`, of a thousand thousands.
  static String bytes(double bytes) {
    if (bytes >= 1e6) {
      return digits(bytes / 1e6) + " MB";
    }
    return bytes >= 1e3 ? digits(bytes / 1e3) + " kB" : Math.round(bytes) + " bytes";
  }

  /// A time: `80 ms`.
  static String time(double micros) {
    if (micros >= 100e6) {
      return Math.round(micros / 60e6) + " min";
    }
    if (micros >= 1e6) {
      return digits(micros / 1e6) + " s";
    }
    return micros >= 1e3 ? digits(micros / 1e3) + " ms" : Math.round(micros) + " us";
  }

  /// A share: `37 %`.
  static String share(double share) {
    double percent = share * 100;
    return (percent < 10 && percent > 0 ? digits(percent) : Long.toString(Math.round(percent)))
        + " %";
  }

  /// A count and its noun: `1 segment`, `2 segments`.
  static String count(double number, String noun) {
    return Math.round(number) + " " + noun + (Math.round(number) == 1 ? "" : "s");
  }

  /// Two digits below ten, else none behind the point.
  private static String digits(double number) {
    return number < 10
        ? String.format(Locale.ROOT, "%.1f", number)
        : Long.toString(Math.round(number));
  }
}
