package org.estats.server.api;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Moments in answers.
final class Moments {

  private Moments() {}

  /// RFC 3339 in UTC, to the millisecond.
  static String text(Instant moment) {
    return moment.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
