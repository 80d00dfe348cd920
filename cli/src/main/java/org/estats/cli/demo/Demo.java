package org.estats.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.cli.text.Output;
import org.estats.diagnosis.Diagnostician;
import org.estats.lab.Lab;
import org.estats.lab.Side;
import org.estats.lab.scenario.Claim;
import org.estats.lab.scenario.Scenario;
import org.estats.lab.scenario.ScenarioRun;
import org.estats.lab.scenario.Scenarios;

/// Makes sick connections, and shows that what is counted is what happened.
public final class Demo {

  /// A scenario that needs no right.
  public static final String WITHOUT_ROOT = LoopbackScenario.PACED_SENDER.scenarioName();

  /// So that a scenario fits on one screen of 24 lines.
  private static final int LINES_MAX = 7;

  private final Output output;
  private final EstatsSource source;
  private final Screen screen;

  /// A demonstration that writes to this output and counts with this source.
  public Demo(Output output, EstatsSource source) {
    this.output = output;
    this.source = source;
    this.screen = new Screen(output);
  }

  /// The names of the scenarios that people may ask for, with what happens in each.
  public static List<String> descriptions() {
    Stream<String> lab = shown().map(s -> describe(s.name(), s.path()));
    Stream<String> loopback =
        Stream.of(LoopbackScenario.values()).map(s -> describe(s.scenarioName(), s.path()));
    return Stream.concat(lab, loopback).toList();
  }

  private static String describe(String name, String path) {
    return "%-20s%s".formatted(name, path);
  }

  private static Stream<Scenario> shown() {
    return Scenarios.all().stream().filter(Scenario::isInDemo);
  }

  /// Runs scenarios. Without names: all of the emulated path; without the rights for these, those
  /// of loopback.
  ///
  /// @return whether everything counted is true
  /// @throws EstatsException INVALID for a scenario that does not exist; ACCESS_DENIED or
  ///   NOT_SUPPORTED where one that is asked for cannot run
  public boolean run(List<String> names) throws IOException, InterruptedException {
    List<Scenario> onPath = new ArrayList<>();
    List<LoopbackScenario> onLoopback = new ArrayList<>();
    for (String name : names) {
      LoopbackScenario.named(name).ifPresentOrElse(onLoopback::add, () -> onPath.add(named(name)));
    }
    if (names.isEmpty()) {
      Lab.unavailable()
          .ifPresentOrElse(why -> onLoopback.addAll(all(why)), () -> shown().forEach(onPath::add));
    }
    if (!onPath.isEmpty()) {
      Stream.concat(
              Lab.unavailable().stream(),
              onPath.stream().flatMap(scenario -> scenario.unplayable().stream()))
          .findFirst()
          .ifPresent(why -> {
            throw why;
          });
    }
    introduce();
    boolean same = true;
    for (LoopbackScenario scenario : onLoopback) {
      same &= run(scenario);
    }
    for (Scenario scenario : onPath) {
      same &= run(scenario);
    }
    return same;
  }

  private void introduce() {
    output.line("Real connections, each with a known illness. COUNTED is what Estats read from");
    output.line("the kernel; TRUTH is what the packets, the kernel's own counters, ss or the");
    output.line("script of the scenario say. Below each: what it means, and the verdict that");
    output.line("'diagnose' would give of the sender's numbers alone.");
    output.line("");
  }

  private List<LoopbackScenario> all(EstatsException why) {
    output.note("estats: " + why.getMessage());
    output.note(
        "estats: so these are connections over loopback, as tcp_info shows them. With root the demo"
            + " makes a network that loses, delays and reorders, and counts all of it.");
    return List.of(LoopbackScenario.values());
  }

  private static Scenario named(String name) {
    return Scenarios.named(name)
        .orElseThrow(() ->
            new EstatsException(
                EstatsException.Kind.INVALID,
                "there is no scenario '" + name + "'",
                "one of: "
                    + String.join(
                        ", ",
                        Stream.concat(
                                shown().map(Scenario::name),
                                Stream.of(LoopbackScenario.values())
                                    .map(LoopbackScenario::scenarioName))
                            .toList())));
  }

  private boolean run(LoopbackScenario scenario) throws IOException, InterruptedException {
    output.note("estats: running '" + scenario.scenarioName() + "' ...");
    List<Shown> lines = scenario.play(source);
    screen.show(scenario.scenarioName(), scenario.path(), lines, scenario.meaning());
    output.line("");
    output.flush();
    return lines.stream().allMatch(Shown::same);
  }

  private boolean run(Scenario scenario) throws IOException, InterruptedException {
    output.note("estats: running '" + scenario.name() + "' ...");
    ScenarioRun run = ScenarioRun.play(scenario, source);
    List<Shown> lines = lines(run).stream().map(Shown::of).toList();
    screen.show(scenario.name(), scenario.path(), lines, scenario.meaning());
    screen.verdict(Diagnostician.diagnose(run.evidence().snapshots(Side.CLIENT)));
    output.line("");
    if (!run.holds()) {
      screen.say(doubt(run));
      output.line("");
    }
    output.flush();
    return run.holds();
  }

  /// What does not hold first, then the members that tell the story.
  private static List<Claim> lines(ScenarioRun run) {
    List<Claim> lines = new ArrayList<>();
    Stream<Claim> telling =
        run.scenario().telling().stream()
            .flatMap(member ->
                run.claims().stream()
                    .filter(claim -> claim.member() == member)
                    .max(Comparator.comparing(Claim::moves))
                    .stream());
    Stream.concat(run.broken().stream(), telling)
        .forEach(claim -> {
          if (lines.size() < LINES_MAX && lines.stream().noneMatch(l -> isSame(l, claim))) {
            lines.add(claim);
          }
        });
    return lines;
  }

  private static boolean isSame(Claim one, Claim other) {
    return one.member() == other.member() && one.side() == other.side();
  }

  private static String doubt(ScenarioRun run) {
    if (run.skippedHooks() > 0) {
      return "The kernel skipped a hook "
          + run.skippedHooks()
          + " times while this ran, so a segment may have gone uncounted.";
    }
    return run.latePackets() > 0
        ? "This machine was busy: it delivered "
            + run.latePackets()
            + " packets late, so the scenario was not quite played as written."
        : "What was counted is not what happened. Please report this.";
  }
}
