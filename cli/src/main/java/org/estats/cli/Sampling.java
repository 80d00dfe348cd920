package org.estats.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.estats.EstatsException;
import org.estats.linux.collector.Rule;

/// How much of what matches a rule takes, as it is typed and shown: `1/100`.
final class Sampling {

  private static final Pattern FORM = Pattern.compile("1/([1-9][0-9]{0,8})");

  private Sampling() {}

  /// Reads `1/N`.
  ///
  /// @throws EstatsException INVALID
  static int parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new EstatsException(
          EstatsException.Kind.INVALID,
          "'" + text + "' is no sample",
          "write 1/N, such as 1/100 for one connection of a hundred");
    }
    return Integer.parseInt(matcher.group(1));
  }

  /// The sample of a rule as it is typed.
  static String text(Rule rule) {
    return "1/" + Math.max(1, rule.oneIn());
  }

  /// The same in words, for before what is sampled; empty if it is everything.
  static String words(Rule rule) {
    return rule.oneIn() <= 1 ? "" : "one in " + rule.oneIn() + " ";
  }
}
