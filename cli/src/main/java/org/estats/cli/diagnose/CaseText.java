package org.estats.cli.diagnose;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.estats.cli.text.Column;
import org.estats.cli.text.Output;
import org.estats.cli.text.Quantity;
import org.estats.cli.text.Style;
import org.estats.cli.text.Table;
import org.estats.cli.text.Wrapping;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Evidence;
import org.estats.diagnosis.Flow;
import org.estats.diagnosis.Verdict;

/// Cases for people: the worst at length, the others a line each, those that are well in one line.
public final class CaseText {

  /// So many cases at length fit on a screen.
  private static final int LONG_MAX = 3;

  private static final int SHORT_MAX = 15;
  private static final int WIDTH = 80;
  private static final int LABEL = 11;
  private static final double EVERYTHING = 100;

  private final Output output;

  /// Text on an output.
  public CaseText(Output output) {
    this.output = output;
  }

  /// Writes cases, the worst first.
  public void write(List<Case> cases, Duration time) {
    List<Case> limited = cases.stream().filter(c -> c.diagnosis().isLimited()).toList();
    output.line(output.styled(Style.HEADING, heading(cases, limited, time)));
    limited.stream().limit(LONG_MAX).forEach(this::atLength);
    if (limited.size() > LONG_MAX) {
      output.line("");
      shortly(limited.subList(LONG_MAX, limited.size()));
    }
    List<Case> untold =
        cases.stream().filter(c -> c.diagnosis().verdict() == Verdict.CANNOT_SAY).toList();
    if (!untold.isEmpty()) {
      untold(untold);
    }
  }

  private static String heading(List<Case> cases, List<Case> limited, Duration time) {
    String watched =
        Quantity.of(cases.size(), "connection") + " watched for " + seconds(time) + ": ";
    if (limited.isEmpty()) {
      boolean allWell = cases.stream().allMatch(Case::isWell);
      return watched + (allWell ? "nothing is wrong; " : "no limit found; ") + counts(cases);
    }
    return watched + counts(cases);
  }

  private static String seconds(Duration time) {
    return time.toMillisPart() == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private static String counts(List<Case> cases) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    cases.forEach(c -> counts.merge(c.diagnosis().nature().text(), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(e -> e.getValue() + " " + (e.getKey().equals("unknown") ? "cannot say" : e.getKey()))
        .collect(Collectors.joining(", "));
  }

  private void atLength(Case c) {
    Diagnosis d = c.diagnosis();
    output.line("");
    String holder = c.holder().isEmpty() ? "" : "  " + c.holder();
    output.line(output.styled(Style.HEADING, d.connection().toString()) + holder);
    String verdict = d.verdict().text() + ", " + d.nature().text();
    labelled(
        "verdict",
        output.styled(Style.BAD, verdict)
            + " (%.0f %% sure)".formatted(d.confidence() * EVERYTHING)
            + (d.flow() == Flow.IN ? ", for the data that comes in" : "")
            + ": "
            + d.summary());
    for (Evidence e : d.evidence()) {
      labelled("because", e.text());
    }
    d.shares()
        .ifPresent(s ->
            labelled(
                "time",
                "receiver %.0f %%, network %.0f %%, sender %.0f %%"
                    .formatted(
                        s.receiver() * EVERYTHING,
                        s.network() * EVERYTHING,
                        s.sender() * EVERYTHING)));
    labelled("do", d.advice());
    if (!d.wouldChange().isEmpty()) {
      labelled("unless", "there is " + d.wouldChange());
    }
    d.untold().forEach(u -> labelled("not told", u));
  }

  private void labelled(String label, String text) {
    String start = "  %-9s".formatted(label);
    int width = (output.isTerminal() ? output.columns() : WIDTH) - LABEL;
    for (String line : Wrapping.lines(text, width)) {
      output.line(start + line);
      start = " ".repeat(LABEL);
    }
  }

  private void shortly(List<Case> cases) {
    Table table =
        new Table(
            List.of(
                new Column("CONNECTION", Column.Kind.CONNECTION, 1, 30),
                Column.of("VERDICT"),
                Column.of("NATURE"),
                Column.number("SURE"),
                new Column("PROCESS", Column.Kind.TEXT, 2, 8)));
    for (Case c : cases.subList(0, Math.min(SHORT_MAX, cases.size()))) {
      Diagnosis d = c.diagnosis();
      table.add(
          List.of(
              d.connection().toString(),
              d.verdict().text(),
              d.nature().text(),
              "%.0f %%".formatted(d.confidence() * EVERYTHING),
              c.owner().map(o -> o.name()).orElse("")));
    }
    table.write(output);
    if (cases.size() > SHORT_MAX) {
      output.line(
          "and %d more: --json lists all, --by remote folds them"
              .formatted(cases.size() - SHORT_MAX));
    }
  }

  private void untold(List<Case> cases) {
    Map<String, List<Case>> byReason = new LinkedHashMap<>();
    cases.forEach(
        c -> byReason.computeIfAbsent(c.diagnosis().summary(), r -> new ArrayList<>()).add(c));
    output.line("");
    output.line("Cannot say:");
    byReason.entrySet().stream()
        .limit(LONG_MAX)
        .forEach(e -> {
          String more =
              e.getValue().size() > 1 ? " and %d more".formatted(e.getValue().size() - 1) : "";
          String first = e.getValue().getFirst().diagnosis().connection().toString();
          Wrapping.lines(
                  first + more + ": " + e.getKey(),
                  output.isTerminal() ? output.columns() - 2 : WIDTH - 2)
              .forEach(line -> output.line("  " + line));
        });
    if (byReason.size() > LONG_MAX) {
      output.line("  and %d more: see --json".formatted(byReason.size() - LONG_MAX));
    }
  }

  /// Writes folds, the worst first.
  public void write(Fold.By by, List<Fold> folds, Duration time) {
    List<Case> all = folds.stream().flatMap(f -> f.cases().stream()).toList();
    List<Case> limited = all.stream().filter(c -> c.diagnosis().isLimited()).toList();
    output.line(output.styled(Style.HEADING, heading(all, limited, time)));
    output.line("");
    Table table =
        new Table(
            List.of(
                Column.of(by.name()),
                Column.number("CONNECTIONS"),
                new Column("NATURES", Column.Kind.TEXT, 1, 30)));
    for (Fold fold : folds) {
      table.add(List.of(fold.key(), Integer.toString(fold.cases().size()), counts(fold.cases())));
    }
    table.write(output);
    if (!limited.isEmpty()) {
      output.line("");
      output.line("The worst:");
      atLength(folds.getFirst().worst());
    }
  }
}
