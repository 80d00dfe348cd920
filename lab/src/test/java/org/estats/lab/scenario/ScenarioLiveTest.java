package org.estats.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.estats.Estats;
import org.estats.EstatsException;
import org.estats.catalogue.Group;
import org.estats.lab.Lab;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every scenario with all that must be true after it, and every member with a scenario that moves
/// it and one that does not.
final class ScenarioLiveTest {

  private static final List<ScenarioRun> RUNS = new ArrayList<>();

  @BeforeAll
  static void needsALab() {
    Lab.unavailable().map(EstatsException::getMessage).ifPresent(Assumptions::abort);
  }

  /// All, or those named by the property `estats.scenarios`.
  static List<String> names() {
    String only = System.getProperty("estats.scenarios", "");
    return only.isEmpty()
        ? Scenarios.all().stream().map(Scenario::name).toList()
        : List.of(only.split(","));
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyClaimHolds(String name) throws Exception {
    Scenario scenario = Scenarios.named(name).orElseThrow();
    ScenarioRun run = ScenarioRun.play(scenario, Estats.system());
    RUNS.add(run);
    assertThat(run.broken())
        .as("%d hooks skipped, %d packets late", run.skippedHooks(), run.latePackets())
        .isEmpty();
  }

  @AfterAll
  static void everyMemberIsProven() {
    if (RUNS.size() == Scenarios.all().size()) {
      assertThat(TruthTable.of(RUNS, List.of(Group.PATH)).rows()).allMatch(TruthTable.Row::passes);
    }
  }
}
