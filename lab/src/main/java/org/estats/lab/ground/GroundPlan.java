package org.estats.lab.ground;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// What is to be played.
///
/// @param seed of the draw: the same seed draws the same trials
/// @param impairedRuns how many trials with an impairment, shared out evenly among the scenarios
/// @param healthyRuns how many without, each of several windows
/// @param only the scenarios to draw from, by name; empty for all
/// @param replay the seed of the one trial to play of each of these; empty to draw
/// @param recording where to keep what was played; empty for nowhere
public record GroundPlan(
    long seed,
    int impairedRuns,
    int healthyRuns,
    List<String> only,
    OptionalLong replay,
    Optional<Path> recording) {

  /// Copies the list.
  public GroundPlan {
    Objects.requireNonNull(replay, "replay");
    only = List.copyOf(only);
  }

  /// A draw from all scenarios.
  public static GroundPlan draw(long seed, int impairedRuns, int healthyRuns) {
    return new GroundPlan(
        seed, impairedRuns, healthyRuns, List.of(), OptionalLong.empty(), Optional.empty());
  }
}
