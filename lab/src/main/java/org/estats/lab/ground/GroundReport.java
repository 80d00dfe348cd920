package org.estats.lab.ground;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Evidence;
import org.estats.diagnosis.Nature;
import org.estats.diagnosis.Verdict;

/// The score of many trials in words and tables.
final class GroundReport {

  private static final int EVIDENCE_MAX = 4;
  private static final int FIGURE_WIDTH = 26;

  /// So many natures of the legend stand in a line.
  private static final int LEGEND = 5;

  private final Scoreboard score;
  private final StringBuilder text = new StringBuilder();

  GroundReport(Scoreboard score) {
    this.score = score;
  }

  String text() {
    figures();
    byScenario();
    verdicts();
    natures();
    misses();
    return text.toString();
  }

  /// A trial in a line.
  static String line(Outcome outcome, int number, int of) {
    String told =
        outcome.told().stream()
            .map(d -> d.nature().text())
            .distinct()
            .collect(Collectors.joining(","));
    return String.format(
        Locale.ROOT,
        "%d/%d %s %s --seed %d: %s; told %s%s",
        number,
        of,
        outcome.misses() == 0 ? "ok  " : "MISS",
        outcome.trial().scenario().name(),
        outcome.trial().seed(),
        truth(outcome),
        told,
        outcome.isDisturbed() ? " (machine busy)" : "");
  }

  private static String truth(Outcome outcome) {
    if (!outcome.trial().scenario().isImpaired()) {
      return outcome.truth().toString();
    }
    return String.format(
        Locale.ROOT,
        "%s, %.2f times faster without",
        outcome.stands() ? outcome.truth() : "no harm",
        outcome.gain());
  }

  private void figures() {
    line(
        "%d runs with a limit, of %d natures; %d whose impairment did no harm; %d windows with"
            + " nothing to mend",
        score.limited().size(), score.natures(), score.harmless().size(), score.falseAlarms().of());
    line("");
    StringBuilder head = new StringBuilder(" ".repeat(FIGURE_WIDTH));
    for (View view : View.AT_SENDER) {
      head.append(String.format(Locale.ROOT, " %25s", view.text()));
    }
    line("%s", head);
    figure("verdict right", score::verdicts);
    figure("nature right", score::natureShare);
    figure("cannot say, with a limit", score::cannotSay);
    figure("false alarms", score::falseAlarms);
    share("ceilings within 10 % of what got across", score.ceilings());
    share("told at the receiver, where it limits", score.receiverTold());
    share("blamed at the receiver, where it does not", score.receiverBlamed());
    Scoreboard.Share control = score.controlAlarms();
    line(
        "the same connections without the impairment, told to be limited by more than the path's"
            + " rate:\n%d of %d %s",
        control.part(),
        control.of(),
        score.outcomes().stream()
            .flatMap(o -> o.control().stream())
            .filter(d -> d.isLimited() && !Truth.WELL.hasNature(d))
            .collect(
                Collectors.groupingBy(
                    d -> d.nature().text(), TreeMap::new, Collectors.counting())));
    line(
        "played again because this machine was busy: %d; still disturbed: %d",
        score.outcomes().stream().filter(o -> o.runs() > 1).count(),
        score.outcomes().stream().filter(Outcome::isDisturbed).count());
  }

  private void figure(String what, Function<View, Scoreboard.Share> of) {
    StringBuilder cells =
        new StringBuilder(String.format(Locale.ROOT, "%-" + FIGURE_WIDTH + "s", what));
    for (View view : View.AT_SENDER) {
      Scoreboard.Share share = of.apply(view);
      String counts = share.part() + " of " + share.of();
      cells.append(String.format(Locale.ROOT, " %13s %9.1f %%", counts, 100 * share.value()));
    }
    line("%s", cells);
  }

  private void share(String what, Scoreboard.Share share) {
    String counts = share.part() + " of " + share.of();
    line("%-42s %13s %5.1f %%", what, counts, 100 * share.value());
  }

  private void byScenario() {
    line("");
    line(
        "%-24s %7s %9s %8s %8s %11s",
        "scenario", "windows", "with harm", "verdict", "nature", "cannot say");
    Map<String, List<Outcome>> all =
        score.outcomes().stream()
            .collect(
                Collectors.groupingBy(
                    o -> o.trial().scenario().name(), TreeMap::new, Collectors.toList()));
    all.forEach((name, outcomes) ->
        line(
            "%-24s %7d %9d %8d %8d %11d",
            name,
            Scoreboard.share(outcomes, View.FULL, (o, d) -> true).of(),
            outcomes.stream().filter(Outcome::stands).count(),
            Scoreboard.share(outcomes, View.FULL, (o, d) -> o.truth().hasVerdict(d)).part(),
            Scoreboard.share(outcomes, View.FULL, (o, d) -> o.truth().hasNature(d)).part(),
            Scoreboard.share(outcomes, View.FULL, (o, d) -> d.verdict() == Verdict.CANNOT_SAY)
                .part()));
  }

  private void verdicts() {
    line("");
    line("verdicts: what was the matter, across: what was told");
    StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-24s", ""));
    for (Verdict verdict : Verdict.values()) {
      head.append(String.format(Locale.ROOT, " %10s", verdict.text()));
    }
    line("%s", head);
    Map<String, long[]> rows = new LinkedHashMap<>();
    for (Outcome outcome : score.outcomes()) {
      long[] row = rows.computeIfAbsent(side(outcome), k -> new long[Verdict.values().length]);
      outcome.told().forEach(d -> row[d.verdict().ordinal()]++);
    }
    new TreeMap<>(rows)
        .forEach((name, row) -> {
          StringBuilder cells = new StringBuilder(String.format(Locale.ROOT, "%-24s", name));
          for (long count : row) {
            cells.append(String.format(Locale.ROOT, " %10s", count == 0 ? "." : count));
          }
          line("%s", cells);
        });
  }

  private static String side(Outcome outcome) {
    return outcome.truth() == Truth.NO_HARM ? "no harm" : outcome.truth().nature().verdict().text();
  }

  private void natures() {
    line("");
    line("natures: what was the matter, across: what was told, by number");
    Map<String, Map<Nature, Long>> rows = new TreeMap<>();
    TreeSet<Nature> columns = new TreeSet<>();
    for (Outcome outcome : score.outcomes()) {
      String row = outcome.truth() == Truth.NO_HARM ? "no harm" : outcome.truth().nature().text();
      for (Diagnosis d : outcome.told()) {
        rows.computeIfAbsent(row, k -> new TreeMap<>()).merge(d.nature(), 1L, Long::sum);
        columns.add(d.nature());
      }
    }
    int number = 1;
    Map<Nature, Integer> numbers = new TreeMap<>();
    for (Nature nature : columns) {
      numbers.put(nature, number++);
    }
    line(
        "%s",
        numbers.entrySet().stream()
            .map(e ->
                e.getValue() + " " + e.getKey().text() + (e.getValue() % LEGEND == 0 ? "\n" : ", "))
            .collect(Collectors.joining())
            .replaceAll("(, |\n)$", ""));
    line(
        "%-24s%s",
        "",
        columns.stream()
            .map(n -> String.format(Locale.ROOT, "%4d", numbers.get(n)))
            .collect(Collectors.joining()));
    rows.forEach((name, row) ->
        line(
            "%-24s%s",
            name,
            columns.stream()
                .map(n -> String.format(Locale.ROOT, "%4s", row.containsKey(n) ? row.get(n) : "."))
                .collect(Collectors.joining())));
  }

  private void misses() {
    for (Outcome outcome : score.outcomes()) {
      for (int window = 0; window < outcome.told().size(); window++) {
        if (outcome.isMiss(outcome.told().get(window))) {
          miss(outcome, outcome.told().get(window), outcome.windows().get(window));
        }
      }
    }
  }

  private void miss(Outcome outcome, Diagnosis d, List<Snapshot> readings) {
    line("");
    line(
        "missed: %s --seed %d: %s",
        outcome.trial().scenario().name(), outcome.trial().seed(), truth(outcome));
    line("  %s", outcome.draw());
    line(
        "  told %s, %s (%.2f): %s",
        d.verdict().text(), d.nature().text(), d.confidence(), d.summary());
    d.shares()
        .ifPresent(s ->
            line(
                "  shares: sender %.2f, receiver %.2f, network %.2f",
                s.sender(), s.receiver(), s.network()));
    d.evidence().stream().limit(EVIDENCE_MAX).forEach(e -> line("  %s", evidence(e)));
    for (Group group : Group.values()) {
      line("  %s", members(group, readings.getFirst(), readings.getLast()));
    }
  }

  /// What counters have risen by, and what all else is at the end.
  private static String members(Group group, Snapshot first, Snapshot last) {
    StringBuilder text = new StringBuilder(group.estatsName());
    for (Member member : Catalogue.members(group)) {
      boolean isCounter = member.kind() == Kind.COUNTER;
      Value value = isCounter ? last.difference(member, first) : last.value(member);
      if (value instanceof Value.Present(long number) && !(isCounter && number == 0)) {
        text.append(' ').append(member.estatsName()).append('=').append(number);
      }
    }
    return text.toString();
  }

  private static String evidence(Evidence e) {
    String inputs =
        e.inputs().stream()
            .map(i -> String.format(Locale.ROOT, "%s=%.4g%s", i.name(), i.value(), i.unit()))
            .collect(Collectors.joining(" "));
    return String.format(
        Locale.ROOT, "%s by %s, %.2f: %s", e.nature().text(), e.rule(), e.weight(), inputs);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
