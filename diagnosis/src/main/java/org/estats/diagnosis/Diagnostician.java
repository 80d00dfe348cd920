package org.estats.diagnosis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.estats.Snapshot;

/// Says what limits a connection.
public final class Diagnostician {

  private Diagnostician() {}

  /// Judges a connection by two or more readings, the earliest first: by the differences between
  /// the first and the last, and by the gauges of all.
  ///
  /// @throws IllegalArgumentException if there are fewer than two, or of different connections
  public static Diagnosis diagnose(List<Snapshot> readings) {
    if (readings.size() < 2) {
      throw new IllegalArgumentException("a diagnosis takes two readings or more");
    }
    Snapshot first = readings.getFirst();
    Snapshot last = readings.getLast();
    return new Diagnosis(
        last.connection(),
        Flow.OUT,
        Verdict.CANNOT_SAY,
        Nature.UNKNOWN,
        0,
        Duration.between(first.taken(), last.taken()),
        Optional.empty(),
        OptionalLong.empty(),
        List.of(),
        "",
        "",
        OptionalLong.empty(),
        "",
        List.of());
  }
}
