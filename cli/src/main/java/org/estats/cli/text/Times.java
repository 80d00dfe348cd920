package org.estats.cli.text;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.estats.EstatsException;
import org.estats.notation.Spans;

/// Times as they are typed and shown.
public final class Times {

  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final long SECONDS_A_DAY = 86_400;

  /// Made when a time of day is asked for first.
  private static final class Clock {
    static final DateTimeFormatter WHOLE = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    static final DateTimeFormatter FINE = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
  }

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
    return local(moment) + " (" + rough(Duration.between(moment, now)) + ")";
  }

  /// A moment for people, in the time zone of this machine, and how long after another it was.
  public static String after(Instant moment, Instant first) {
    return local(moment) + " (after " + rough(Duration.between(first, moment)) + ")";
  }

  /// Such as `2026-11-22 10:50:12`. A formatter and the rules of a zone would take longer than all
  /// else that `get` does.
  private static String local(Instant moment) {
    long seconds = moment.getEpochSecond() + LocalZone.offsetSeconds(moment);
    int ofDay = (int) Math.floorMod(seconds, SECONDS_A_DAY);
    StringBuilder text =
        new StringBuilder()
            .append(LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_A_DAY)))
            .append(' ');
    two(text, ofDay / 3600).append(':');
    two(text, ofDay / 60 % 60).append(':');
    return two(text, ofDay % 60).toString();
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /// The time of day in the time zone of this machine.
  ///
  /// @param interval how far such times are apart; below a second, milliseconds are shown
  public static String clock(Instant moment, Duration interval) {
    boolean isWhole = interval.toMillisPart() == 0;
    return (isWhole ? Clock.WHOLE : Clock.FINE).format(moment.atZone(ZoneId.systemDefault()));
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
