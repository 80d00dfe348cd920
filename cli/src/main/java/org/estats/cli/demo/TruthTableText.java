package org.estats.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.cli.text.Column;
import org.estats.cli.text.Output;
import org.estats.cli.text.Table;
import org.estats.lab.Lab;
import org.estats.lab.scenario.Claim;
import org.estats.lab.scenario.Scenario;
import org.estats.lab.scenario.ScenarioRun;
import org.estats.lab.scenario.Scenarios;
import org.estats.lab.scenario.TruthTable;

/// The truth table: every member, the scenario that moves it, what it must be there and was, who
/// says so, and the scenario that must not move it.
public final class TruthTableText {

  private final Output output;
  private final EstatsSource source;

  /// A table that is written to this output and counted with this source.
  public TruthTableText(Output output, EstatsSource source) {
    this.output = output;
    this.source = source;
  }

  /// Plays all scenarios and writes the table.
  ///
  /// @return whether every member passes
  public boolean run() throws IOException, InterruptedException {
    Lab.unavailable()
        .ifPresent(why -> {
          throw why;
        });
    List<ScenarioRun> runs = new ArrayList<>();
    for (Scenario scenario : Scenarios.all()) {
      Optional<EstatsException> unplayable = scenario.unplayable();
      if (unplayable.isPresent()) {
        output.note("estats: " + unplayable.get().getMessage());
        continue;
      }
      output.note("estats: running '" + scenario.name() + "' ...");
      runs.add(ScenarioRun.play(scenario, source));
    }
    TruthTable table = TruthTable.of(runs, TruthTable.collected(source));
    write(table);
    output.line("");
    for (ScenarioRun run : runs) {
      if (run.runs() > 1) {
        output.line(
            "%s was played %d times: %d hooks skipped, %d packets late the last time"
                .formatted(
                    run.scenario().name(), run.runs(), run.skippedHooks(), run.latePackets()));
      }
    }
    long passed = table.rows().stream().filter(TruthTable.Row::passes).count();
    int claims = table.rows().stream().mapToInt(TruthTable.Row::claims).sum();
    output.line(
        "%d of %d members pass, by %d claims in %d scenarios"
            .formatted(passed, table.rows().size(), claims, runs.size()));
    table.rows().stream()
        .flatMap(row -> row.broken().stream())
        .forEach(claim -> output.line("  " + claim));
    return table.passes();
  }

  private void write(TruthTable table) {
    Table text =
        new Table(
            List.of(
                Column.of("MEMBER"),
                Column.of("MOVED IN"),
                Column.number("EXPECTED"),
                Column.number("SEEN"),
                Column.of("WITNESS"),
                Column.of("UNMOVED IN"),
                Column.of("")));
    for (TruthTable.Row row : table.rows()) {
      text.add(
          List.of(
              row.member().qualifiedName(),
              row.moves().map(Claim::scenario).orElse("-"),
              row.moves().map(Claim::expectedText).orElse("-"),
              row.moves().map(Claim::countedText).orElse("-"),
              row.moves().map(claim -> claim.witness().text()).orElse("-"),
              row.stays().map(Claim::scenario).orElse("-"),
              row.passes() ? "ok" : "FAILS"));
    }
    text.write(output);
  }
}
