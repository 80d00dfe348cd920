package org.estats.cli.top;

import java.util.Locale;
import java.util.Map;

/// Numbers in few characters. What is not known is a hyphen, never 0.
final class Figures {

  static final String UNKNOWN = "-";

  private static final String[] THOUSANDS = {"", "k", "M", "G", "T"};
  private static final double THOUSAND = 1000;
  private static final double TEN = 10;
  private static final double PERCENT = 100;

  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String LETTERS = "_.:-=+*#";
  private static final String STEPS = isUnicode(System.getenv()) ? BLOCKS : LETTERS;

  private Figures() {}

  /// A number with the prefix of its thousands, at most five characters: `950`, `8.0M`, `12.3k`.
  static String si(double number) {
    if (Double.isNaN(number)) {
      return UNKNOWN;
    }
    double scaled = number;
    int step = 0;
    while (scaled >= THOUSAND - 0.5 && step < THOUSANDS.length - 1) {
      scaled /= THOUSAND;
      step++;
    }
    boolean isWhole = step == 0 || scaled >= THOUSAND / TEN;
    return String.format(Locale.ROOT, isWhole ? "%.0f" : "%.1f", scaled) + THOUSANDS[step];
  }

  /// A share in percent, without the sign.
  static String percent(double share) {
    if (Double.isNaN(share)) {
      return UNKNOWN;
    }
    double percent = share * PERCENT;
    return String.format(Locale.ROOT, percent > 0 && percent < TEN ? "%.1f" : "%.0f", percent);
  }

  /// A time in milliseconds with one decimal.
  static String millis(long micros) {
    return micros == 0 ? UNKNOWN : String.format(Locale.ROOT, "%.1f", micros / THOUSAND);
  }

  /// Numbers as a line of blocks, each between 0 and the largest; a space where there is none.
  static String spark(double[] numbers, int width) {
    int from = Math.max(0, numbers.length - width);
    double most = 0;
    for (int i = from; i < numbers.length; i++) {
      most = Double.isNaN(numbers[i]) ? most : Math.max(most, numbers[i]);
    }
    StringBuilder line = new StringBuilder();
    line.repeat(' ', Math.max(0, width - numbers.length));
    for (int i = from; i < numbers.length; i++) {
      int last = STEPS.length() - 1;
      int step = most == 0 ? 0 : (int) Math.round(numbers[i] / most * last);
      line.append(Double.isNaN(numbers[i]) ? ' ' : STEPS.charAt(Math.clamp(step, 0, last)));
    }
    return line.toString();
  }

  /// Whether the terminal shows UTF-8, as the locale says.
  static boolean isUnicode(Map<String, String> environment) {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String locale = environment.getOrDefault(name, "");
      if (!locale.isEmpty()) {
        String upper = locale.toUpperCase(Locale.ROOT);
        return upper.contains("UTF-8") || upper.contains("UTF8");
      }
    }
    return false;
  }
}
