package org.estats.notation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Moments for programs.
public final class Moments {

  private Moments() {}

  /// RFC 3339 in UTC, to the millisecond: `2026-11-21T22:40:03.123Z`.
  public static String text(Instant moment) {
    return moment.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
