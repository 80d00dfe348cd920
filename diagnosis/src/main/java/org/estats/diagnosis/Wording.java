package org.estats.diagnosis;

/// Numbers as people write them. What is not known is said to be so.
final class Wording {

  private static final String UNKNOWN = "unknown";

  private Wording() {}

  /// Fills `%s`, `%d` and `%.0f`, `%.1f` with values, and nothing else: ten thousand verdicts are
  /// worded in a moment, which `String.format` is too slow for.
  static String fill(String template, Object... values) {
    StringBuilder text = new StringBuilder(template.length() + 16 * values.length);
    int next = 0;
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c != '%') {
        text.append(c);
        continue;
      }
      char kind = template.charAt(++i);
      if (kind == '%') {
        text.append('%');
      } else if (kind == '.') {
        double number = ((Number) values[next++]).doubleValue();
        text.append(template.charAt(i + 1) == '0' ? whole(number) : tenths(number));
        i += 2;
      } else {
        text.append(values[next++]);
      }
    }
    return text.toString();
  }

  /// A rate: `6.5 Mbit/s`.
  static String rate(double bitsPerSecond) {
    if (bitsPerSecond >= 1e9) {
      return digits(bitsPerSecond / 1e9) + " Gbit/s";
    }
    return bitsPerSecond >= 1e6
        ? digits(bitsPerSecond / 1e6) + " Mbit/s"
        : digits(bitsPerSecond / 1e3) + " kbit/s";
  }

  /// A rate as `tc` takes it: `7400kbit`.
  static String tcRate(double bitsPerSecond) {
    return whole(Math.max(1, bitsPerSecond / 1e3)) + "kbit";
  }

  /// A size: `1.2 MB`, of a thousand thousands.
  static String bytes(double bytes) {
    if (bytes >= 1e6) {
      return digits(bytes / 1e6) + " MB";
    }
    return bytes >= 1e3 ? digits(bytes / 1e3) + " kB" : whole(bytes) + " bytes";
  }

  /// A time: `80 ms`.
  static String time(double micros) {
    if (micros >= 100e6) {
      return whole(micros / 60e6) + " min";
    }
    if (micros >= 1e6) {
      return digits(micros / 1e6) + " s";
    }
    return micros >= 1e3 ? digits(micros / 1e3) + " ms" : whole(micros) + " us";
  }

  /// A share: `37 %`.
  static String share(double share) {
    double percent = share * 100;
    if (percent > 0 && percent < 0.05) {
      return percent < 0.005 ? "less than 0.01 %" : "0.0" + whole(percent * 100) + " %";
    }
    return (percent < 10 && percent > 0 ? tenths(percent) : whole(percent)) + " %";
  }

  /// A count and its noun: `1 segment`, `2 segments`.
  static String count(double number, String noun) {
    return whole(number) + " " + noun + (number >= 0.5 && number < 1.5 ? "" : "s");
  }

  /// Two digits below ten, else none behind the point.
  private static String digits(double number) {
    return number < 9.95 ? tenths(number) : whole(number);
  }

  private static String whole(double number) {
    return Double.isFinite(number) ? Long.toString(Math.round(number)) : UNKNOWN;
  }

  private static String tenths(double number) {
    if (!Double.isFinite(number)) {
      return UNKNOWN;
    }
    long tenths = Math.round(number * 10);
    return (tenths < 0 ? "-" : "") + Math.abs(tenths / 10) + "." + Math.abs(tenths % 10);
  }
}
