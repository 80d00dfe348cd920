package org.estats.cli.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TimeZone;

/// The time zone of this machine. Most servers keep UTC, and to see that they do takes less than to
/// load the rules of all zones.
final class LocalZone {

  private static final Path FILE = Path.of("/etc/localtime");
  private static final String UTC = "UTC";
  private static final String UTC_FILE = "/UTC";

  private LocalZone() {}

  /// How far it is ahead of UTC at a moment.
  static int offsetSeconds(Instant moment) {
    return isUtc(System.getProperty("user.timezone"), System.getenv("TZ"), FILE)
        ? 0
        : TimeZone.getDefault().getOffset(moment.toEpochMilli()) / 1000;
  }

  /// Whether it is UTC beyond doubt.
  ///
  /// @param property what Java was told, or null
  /// @param variable `TZ`, or null
  /// @param file where the machine's zone is
  static boolean isUtc(String property, String variable, Path file) {
    if (property != null && !property.isEmpty()) {
      return property.equals(UTC);
    }
    if (variable != null && !variable.isEmpty()) {
      return variable.equals(UTC);
    }
    try {
      return Files.readSymbolicLink(file).toString().endsWith(UTC_FILE);
    } catch (IOException | UnsupportedOperationException e) {
      return false; // a file of its own, or none: Java knows
    }
  }
}
