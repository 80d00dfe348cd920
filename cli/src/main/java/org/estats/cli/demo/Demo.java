package org.estats.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.catalogue.PathMember;
import org.estats.cli.text.Output;
import org.estats.cli.text.Style;
import org.estats.lab.Lab;
import org.estats.linux.KernelCollector;
import org.estats.linux.collector.Hook;

/// Shows that what is counted is what happened.
public final class Demo {

  private static final String ROW = "  %-9s%-24s%14s%14s  %s";
  private static final double BITS_PER_MEGABIT = 1e6;

  private final Output output;
  private final EstatsSource source;

  /// A demonstration that writes to this output and counts with this source.
  public Demo(Output output, EstatsSource source) {
    this.output = output;
    this.source = source;
  }

  /// Runs scenarios.
  ///
  /// @param names which; all if empty
  /// @return whether everything counted agrees with the packets
  /// @throws EstatsException INVALID for a scenario that does not exist; ACCESS_DENIED or
  ///   NOT_SUPPORTED where lab or collector cannot run
  public boolean run(List<String> names) throws IOException, InterruptedException {
    List<Scenario> chosen = choose(names);
    Optional<EstatsException> missing = Lab.unavailable();
    if (missing.isPresent()) {
      throw missing.get();
    }
    boolean agrees = true;
    for (Scenario scenario : chosen) {
      output.note("estats: running '" + scenario.scenarioName() + "', a few seconds ...");
      long skippedBefore = skippedHooks();
      Demonstration.Outcome outcome = Demonstration.run(scenario, source);
      agrees &= print(scenario, outcome, skippedHooks() - skippedBefore);
      output.flush();
    }
    KernelCollector.detachIfIdle();
    return agrees;
  }

  private static List<Scenario> choose(List<String> names) {
    List<Scenario> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(
          Scenario.named(name)
              .orElseThrow(() ->
                  new EstatsException(
                      EstatsException.Kind.INVALID,
                      "there is no scenario '" + name + "'",
                      "one of: " + String.join(", ", Scenario.names()))));
    }
    return chosen.isEmpty() ? List.of(Scenario.values()) : chosen;
  }

  private boolean print(Scenario scenario, Demonstration.Outcome outcome, long skipped) {
    output.line(output.styled(Style.HEADING, scenario.scenarioName() + ": " + scenario.path()));
    output.line(ROW.formatted("end", "member", "counted", "on the wire", "").stripTrailing());
    boolean agrees = true;
    for (Comparison c : outcome.comparisons()) {
      agrees &= c.agrees();
      output.line(
          ROW.formatted(
                  c.end(),
                  c.member().qualifiedName(),
                  c.counted(),
                  c.seen(),
                  c.agrees() ? "same" : "DIFFERENT")
              .stripTrailing());
    }
    output.line("  " + summary(outcome));
    output.line("  " + (agrees ? scenario.meaning() : different(skipped)));
    output.line("");
    return agrees;
  }

  private static String summary(Demonstration.Outcome outcome) {
    Snapshot sender = outcome.sender();
    return "%.1f Mbit/s; RTT %s to %s ms, %s samples; %s congestion signals"
        .formatted(
            outcome.transfer().bitsPerSecond() / BITS_PER_MEGABIT,
            sender.value(PathMember.MIN_RTT),
            sender.value(PathMember.MAX_RTT),
            sender.value(PathMember.COUNT_RTT),
            sender.value(PathMember.CONG_SIGNALS));
  }

  private static String different(long skipped) {
    return skipped == 0
        ? "What was counted is not what happened. Please report this."
        : "The kernel skipped a hook " + skipped + " times, so a few segments went uncounted.";
  }

  private static long skippedHooks() {
    return KernelCollector.status().hooks().stream()
        .map(Hook::skipped)
        .mapToLong(skipped -> skipped.orElse(0L))
        .sum();
  }
}
