package org.estats.lab.ground;

import java.util.Optional;

/// A trial as it was played, with the impairment and without: all that is judged.
///
/// @param trial which
/// @param ill what was seen with the impairment
/// @param well what was seen without; empty if there was nothing to take away
/// @param runs how often it was played
record Played(Trial trial, Observation ill, Optional<Observation> well, int runs) {

  /// How much faster it was without the impairment; 0 if there was nothing to take away.
  double gain() {
    if (well.isEmpty()) {
      return 0;
    }
    double without = well.get().progress();
    return ill.progress() == 0 ? Double.POSITIVE_INFINITY : without / ill.progress();
  }

  /// Whether this machine was too busy to be a path.
  boolean isDisturbed() {
    return ill.isDisturbed() || well.map(Observation::isDisturbed).orElse(false);
  }
}
