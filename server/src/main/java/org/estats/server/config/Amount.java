package org.estats.server.config;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.estats.EstatsException;
import org.estats.notation.Spans;

/// Amounts with units, as they are written in a configuration.
final class Amount {

  private static final Pattern BYTES =
      Pattern.compile("([0-9]{1,9}) ?(kB|MB|GB|TB|KiB|MiB|GiB|TiB)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "kB",
          1_000L,
          "MB",
          1_000_000L,
          "GB",
          1_000_000_000L,
          "TB",
          1_000_000_000_000L,
          "KiB",
          1L << 10,
          "MiB",
          1L << 20,
          "GiB",
          1L << 30,
          "TiB",
          1L << 40);

  private Amount() {}

  static Duration duration(String text, Duration least, Duration most) {
    return Spans.parse(text, least, most)
        .orElseThrow(() ->
            invalid(
                "'" + text + "' is not a time from " + text(least) + " to " + text(most),
                "write 500ms, 1s, 5m, 12h or 7d"));
  }

  private static String text(Duration duration) {
    return duration.toMillis() < 1000
        ? duration.toMillis() + "ms"
        : duration.toDays() > 0 ? duration.toDays() + "d" : duration.toSeconds() + "s";
  }

  static long bytes(String text, long least) {
    Matcher matcher = BYTES.matcher(text);
    if (matcher.matches()) {
      long read = Long.parseLong(matcher.group(1)) * UNITS.get(matcher.group(2));
      if (read >= least) {
        return read;
      }
    }
    throw invalid(
        "'" + text + "' is not a size of at least " + (least >> 20) + "MiB", "write 200MB or 4GiB");
  }

  static int number(String text, int least, int most) {
    if (text.matches("[0-9]{1,9}")) {
      int read = Integer.parseInt(text);
      if (read >= least && read <= most) {
        return read;
      }
    }
    throw invalid("'" + text + "' is not a number from " + least + " to " + most, "");
  }

  static EstatsException invalid(String message, String remedy) {
    return new EstatsException(EstatsException.Kind.INVALID, message, remedy);
  }
}
