package org.estats.server.series;

/// The time of the series, which goes on evenly when somebody sets the wall clock. What is kept
/// moves along with the wall clock: what was a minute ago stays a minute ago.
final class SeriesClock {

  /// A clock that is corrected goes faster or slower by less than that between two samples.
  private static final long STEP_MILLIS = 500;

  private static final long NANOS_A_MILLI = 1_000_000;

  private boolean hasLooked;
  private long aheadMillis;
  private volatile long movedMillis;

  /// Takes note of the time at a sample. For one thread.
  ///
  /// @param epochMillis by the wall clock
  /// @param bootNanos since the machine was started, sleep included
  void look(long epochMillis, long bootNanos) {
    long ahead = epochMillis - bootNanos / NANOS_A_MILLI;
    long step = ahead - aheadMillis;
    if (hasLooked && Math.abs(step) >= STEP_MILLIS) {
      movedMillis += step;
    }
    aheadMillis = ahead;
    hasLooked = true;
  }

  /// By how much the wall clock was set forward since the first sample.
  long movedMillis() {
    return movedMillis;
  }
}
