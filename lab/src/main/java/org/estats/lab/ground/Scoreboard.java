package org.estats.lab.ground;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Verdict;

/// What the diagnosis made of many trials.
public final class Scoreboard {

  /// A ceiling is right if so much at most is between it and what got across.
  private static final double CEILING_ERROR = 0.1;

  private final List<Outcome> outcomes;

  Scoreboard(List<Outcome> outcomes) {
    this.outcomes = List.copyOf(outcomes);
  }

  /// A part of a whole.
  ///
  /// @param part how many
  /// @param of of how many
  public record Share(long part, long of) {

    /// From 0 to 1; 0 of nothing.
    public double value() {
      return of == 0 ? 0 : (double) part / of;
    }
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  /// Runs with an impairment that did harm.
  List<Outcome> limited() {
    return outcomes.stream().filter(Outcome::stands).toList();
  }

  /// Runs with an impairment that did none.
  List<Outcome> harmless() {
    return outcomes.stream().filter(o -> o.trial().scenario().isImpaired() && !o.stands()).toList();
  }

  /// Runs without an impairment.
  List<Outcome> healthy() {
    return outcomes.stream().filter(o -> !o.trial().scenario().isImpaired()).toList();
  }

  /// How many natures the runs with a limit were of.
  public long natures() {
    return limited().stream().map(o -> o.truth().nature()).distinct().count();
  }

  /// Of all runs with an impairment, those whose verdict is right. Where the impairment did no
  /// harm, `none` or `capacity` is.
  public Share verdicts() {
    return verdicts(View.FULL);
  }

  Share verdicts(View view) {
    return share(impaired(), view, (o, d) -> o.truth().hasVerdict(d));
  }

  /// Of the runs with a limit, those whose nature is right.
  public Share natureShare() {
    return natureShare(View.FULL);
  }

  Share natureShare(View view) {
    return share(limited(), view, (o, d) -> o.truth().hasNature(d));
  }

  /// Of the runs with a limit, those of which it could not be said.
  public Share cannotSay() {
    return cannotSay(View.FULL);
  }

  Share cannotSay(View view) {
    return share(limited(), view, (o, d) -> d.verdict() == Verdict.CANNOT_SAY);
  }

  /// Of the windows with nothing to mend, those in which something was found.
  public Share falseAlarms() {
    return falseAlarms(View.FULL);
  }

  Share falseAlarms(View view) {
    return share(healthy(), view, (o, d) -> d.isLimited() && !o.truth().hasVerdict(d));
  }

  /// Of the same connections without their impairment, those of which something else was told than
  /// that they are well, short, or have all the path can carry.
  public Share controlAlarms() {
    List<Diagnosis> all = outcomes.stream().flatMap(o -> o.control().stream()).toList();
    long alarms = all.stream().filter(d -> d.isLimited() && !Truth.WELL.hasNature(d)).count();
    return new Share(alarms, all.size());
  }

  /// Of the runs whose nature was told rightly with a ceiling above 0, those that it is right of
  /// within a tenth: as much got across.
  public Share ceilings() {
    long part = 0;
    long all = 0;
    for (Outcome outcome : limited()) {
      for (int i = 0; i < outcome.told().size(); i++) {
        double error = ceilingError(outcome, i);
        part += error <= CEILING_ERROR ? 1 : 0;
        all += Double.isNaN(error) ? 0 : 1;
      }
    }
    return new Share(part, all);
  }

  /// By how much a ceiling is wrong, as a part of what got across; NaN if there is none to judge.
  static double ceilingError(Outcome outcome, int window) {
    Diagnosis told = outcome.told().get(window);
    double ceiling = told.ceilingBitsPerSecond().orElse(0);
    double goodput = outcome.goodput(window);
    return outcome.truth().hasNature(told) && ceiling > 0 && goodput > 0
        ? Math.abs(ceiling / goodput - 1)
        : Double.NaN;
  }

  /// At the receiver, of the runs that it limits, those whose nature is told.
  public Share receiverTold() {
    return share(
        limitedBy(Verdict.RECEIVER, true),
        View.RECEIVED,
        (o, d) -> o.truth().natures().contains(d.nature()));
  }

  /// At the receiver, of the runs that somebody else limits, those of which it takes the blame.
  public Share receiverBlamed() {
    return share(
        limitedBy(Verdict.RECEIVER, false),
        View.RECEIVED,
        (o, d) -> d.nature().verdict() == Verdict.RECEIVER);
  }

  private List<Outcome> limitedBy(Verdict side, boolean isSo) {
    return limited().stream()
        .filter(o -> o.truth().natures().stream().anyMatch(n -> n.verdict() == side) == isSo)
        .toList();
  }

  List<Outcome> impaired() {
    List<Outcome> all = new ArrayList<>(limited());
    all.addAll(harmless());
    return all;
  }

  /// Of all windows of these trials, those of which something holds.
  static Share share(List<Outcome> of, View view, BiPredicate<Outcome, Diagnosis> holds) {
    long part = 0;
    long all = 0;
    for (Outcome outcome : of) {
      List<Diagnosis> told = outcome.views().get(view);
      part += told.stream().filter(diagnosis -> holds.test(outcome, diagnosis)).count();
      all += told.size();
    }
    return new Share(part, all);
  }

  /// The whole score, for people: figures, the matrices, and each miss with its seed.
  public String text() {
    return new GroundReport(this).text();
  }
}
