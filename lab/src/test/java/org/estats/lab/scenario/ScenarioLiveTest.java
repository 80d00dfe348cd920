package org.estats.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.estats.Estats;
import org.estats.EstatsException;
import org.estats.lab.Lab;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every scenario, with all that must be true after it.
final class ScenarioLiveTest {

  @BeforeAll
  static void needsALab() {
    Lab.unavailable().map(EstatsException::getMessage).ifPresent(Assumptions::abort);
  }

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
    assertThat(run.broken())
        .as("%d hooks skipped, %d packets late", run.skippedHooks(), run.latePackets())
        .isEmpty();
  }
}
