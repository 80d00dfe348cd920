package org.estats.lab.scenario;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All scenarios there are.
public final class Scenarios {

  private static final List<Scenario> ALL =
      Stream.of(
              PathScenarios.all(),
              LossScenarios.all(),
              TimeoutScenarios.all(),
              OrderScenarios.all(),
              LimitScenarios.all(),
              GrowthScenarios.all())
          .flatMap(List::stream)
          .toList();

  private Scenarios() {}

  /// All, from the healthy to the strange.
  public static List<Scenario> all() {
    return ALL;
  }

  /// One by its name.
  public static Optional<Scenario> named(String name) {
    return ALL.stream().filter(s -> s.name().equalsIgnoreCase(name)).findFirst();
  }
}
