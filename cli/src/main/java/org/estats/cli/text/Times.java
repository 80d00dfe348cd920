package org.estats.cli.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.estats.EstatsException;
import org.estats.notation.Spans;

/// Times as they are typed and shown.
public final class Times {

  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter FINE_CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

  private Times() {}

  /// Reads an interval such as `500ms`, `1s` or `2m`.
  ///
  /// @throws EstatsException INVALID
  public static Duration interval(String text) {
    return Spans.parse(text, SHORTEST, LONGEST)
        .orElseThrow(() ->
            new EstatsException(
                EstatsException.Kind.INVALID,
                "'" + text + "' is not an interval",
                "write 500ms, 1s or 2m; at least 10ms, at most 24h"));
  }

  /// A moment for people, in the time zone of this machine, and how long ago it was.
  public static String since(Instant moment, Instant now) {
    return LOCAL.format(moment.atZone(ZoneId.systemDefault()))
        + " ("
        + rough(Duration.between(moment, now))
        + ")";
  }

  /// A moment for people, in the time zone of this machine, and how long after another it was.
  public static String after(Instant moment, Instant first) {
    return LOCAL.format(moment.atZone(ZoneId.systemDefault()))
        + " (after "
        + rough(Duration.between(first, moment))
        + ")";
  }

  /// The time of day in the time zone of this machine.
  ///
  /// @param interval how far such times are apart; below a second, milliseconds are shown
  public static String clock(Instant moment, Duration interval) {
    boolean isWhole = interval.toMillisPart() == 0;
    return (isWhole ? CLOCK : FINE_CLOCK).format(moment.atZone(ZoneId.systemDefault()));
  }

  /// A duration to one unit: `450 ms`, `12 s`, `7 min`, `3 h`, `5 d`.
  static String rough(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 1) {
      return Math.max(0, duration.toMillis()) + " ms";
    }
    if (duration.toMinutes() < 2) {
      return seconds + " s";
    }
    if (duration.toHours() < 2) {
      return duration.toMinutes() + " min";
    }
    return duration.toDays() < 2 ? duration.toHours() + " h" : duration.toDays() + " d";
  }
}
