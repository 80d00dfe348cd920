package org.estats.notation;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Spans of time as people type them: `500ms`, `1s`, `5m`, `12h`, `7d`.
public final class Spans {

  private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private Spans() {}

  /// Reads a span that lies between two others; empty if it does not, or is none.
  public static Optional<Duration> parse(String text, Duration least, Duration most) {
    Matcher matcher = SPAN.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    Duration read =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    return Optional.of(read).filter(r -> r.compareTo(least) >= 0 && r.compareTo(most) <= 0);
  }
}
