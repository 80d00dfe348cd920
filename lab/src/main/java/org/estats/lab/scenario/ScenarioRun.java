package org.estats.lab.scenario;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.estats.EstatsSource;
import org.estats.catalogue.Switch;
import org.estats.lab.Direction;
import org.estats.lab.Lab;
import org.estats.lab.LinkCounters;
import org.estats.linux.KernelCollector;
import org.estats.linux.collector.Hook;

/// What came of a scenario.
///
/// @param scenario which
/// @param claims what must be true, and what was
/// @param evidence what the claims rest on
/// @param skippedHooks how often the kernel left a hook out meanwhile, on the whole machine: then
///   some segments of somebody went uncounted
/// @param latePackets packets that the path delivered late because this machine was busy
/// @param runs how often it was played: again where a claim did not hold and hooks were skipped,
///   packets were late, or nothing but times was wrong
/// @param brokenBefore the claims that did not hold in the runs before
public record ScenarioRun(
    Scenario scenario,
    List<Claim> claims,
    Evidence evidence,
    long skippedHooks,
    long latePackets,
    int runs,
    List<Claim> brokenBefore) {

  private static final int RUNS_MAX = 3;

  /// Whether all is as it must be.
  public boolean holds() {
    return claims.stream().allMatch(Claim::holds);
  }

  /// The claims that do not hold.
  public List<Claim> broken() {
    return claims.stream().filter(claim -> !claim.holds()).toList();
  }

  /// Plays a scenario, and at most twice again where this machine and not the collector is to blame
  /// for a claim that does not hold.
  ///
  /// @throws org.estats.EstatsException without the rights that lab and collector need;
  ///   NOT_SUPPORTED where the scenario is [Scenario#unplayable]
  public static ScenarioRun play(Scenario scenario, EstatsSource source)
      throws IOException, InterruptedException {
    return play(scenario, source, lab -> () -> {});
  }

  /// Plays a scenario with somebody looking on.
  ///
  /// @param onlooker called with each lab before the hosts are connected; what it returns is closed
  ///   when the last reading has been taken
  static ScenarioRun play(Scenario scenario, EstatsSource source, Onlooker onlooker)
      throws IOException, InterruptedException {
    scenario
        .unplayable()
        .ifPresent(why -> {
          throw why;
        });
    List<Claim> brokenBefore = new ArrayList<>();
    for (int run = 1; ; run++) {
      ScenarioRun result = once(scenario, source, onlooker, run, List.copyOf(brokenBefore));
      boolean excused =
          result.skippedHooks > 0
              || result.latePackets > 0
              || result.broken().stream().allMatch(Claim::isTime);
      if (result.holds() || !excused || run == RUNS_MAX) {
        return result;
      }
      brokenBefore.addAll(result.broken());
    }
  }

  /// Looks at a lab while a scenario is played.
  @FunctionalInterface
  interface Onlooker {

    /// Begins.
    Closeable begin(Lab lab) throws IOException, InterruptedException;
  }

  private static ScenarioRun once(
      Scenario scenario, EstatsSource source, Onlooker onlooker, int run, List<Claim> brokenBefore)
      throws IOException, InterruptedException {
    Set<Switch> switches = EnumSet.copyOf(source.collectable());
    long skipped = hooksSkipped();
    try (Lab lab = Lab.open(scenario.link(), scenario.client(), scenario.server())) {
      Evidence evidence;
      scenario.preparation().prepare(lab);
      Closeable watch = onlooker.begin(lab);
      try (Stage stage = Stage.open(lab, scenario, source, switches)) {
        scenario.script().play(stage);
        stage.read(Evidence.END);
        evidence = stage.evidence();
        watch.close();
      }
      Claims claims = new Claims(scenario.name(), evidence);
      EveryScenario.claim(claims);
      scenario.expectation().claim(claims);
      return new ScenarioRun(
          scenario, claims.all(), evidence, hooksSkipped() - skipped, late(lab), run, brokenBefore);
    }
  }

  private static long late(Lab lab) {
    LinkCounters there = lab.link().counters(Direction.TO_SERVER);
    LinkCounters back = lab.link().counters(Direction.TO_CLIENT);
    return there.late() + back.late();
  }

  private static long hooksSkipped() {
    return KernelCollector.status().hooks().stream()
        .map(Hook::skipped)
        .mapToLong(skipped -> skipped.orElse(0L))
        .sum();
  }
}
