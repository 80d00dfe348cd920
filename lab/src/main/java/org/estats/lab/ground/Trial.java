package org.estats.lab.ground;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Diagnostician;

/// A scenario with a seed: all that is needed to play it again.
///
/// @param scenario which
/// @param seed of what is drawn
record Trial(GroundScenario scenario, long seed) {

  /// How much faster it must be without the impairment for the label to stand.
  static final double GAIN = 1.25;

  private static final int RUNS_MAX = 3;

  /// About how much work a play of it is for this machine: the rate in Mbit/s.
  int load() {
    Draw ill = scenario.draw(seed, true);
    Draw well = scenario.draw(seed, false);
    double rate = Math.max(ill.number(Setting.RATE), well.number(Setting.RATE));
    boolean isBusy = ill.word(Setting.TRAFFIC).equals("bulk") || ill.has(Setting.OTHERS);
    return isBusy ? (int) Math.ceil(rate / 1e6) : 1;
  }

  /// Plays it with the impairment and without; again where something is judged wrongly and this
  /// machine was too busy to be a path.
  Played play(EstatsSource source) throws IOException, InterruptedException {
    for (int run = 1; ; run++) {
      Played played = once(source, run);
      if (!played.isDisturbed() || run == RUNS_MAX || judge(played).misses() == 0) {
        return played;
      }
    }
  }

  private Played once(EstatsSource source, int run) throws IOException, InterruptedException {
    Observation ill = Play.of(scenario.draw(seed, true), source);
    Optional<Observation> well =
        scenario.isImpaired()
            ? Optional.of(Play.of(scenario.draw(seed, false), source))
            : Optional.empty();
    return new Played(this, ill, well, run);
  }

  /// Has what was played judged.
  static Outcome judge(Played played) {
    Trial trial = played.trial();
    Draw draw = trial.scenario.draw(trial.seed, true);
    int windows = draw.count(Setting.WINDOWS);
    List<List<Snapshot>> seen = windows(played.ill().readings(), windows);
    return new Outcome(
        trial,
        draw,
        truth(trial.scenario, played.gain()),
        played.gain(),
        played.ill().progress(),
        seen,
        Map.of(
            View.FULL,
            judge(seen),
            View.ENDS,
            judge(seen.stream().map(r -> List.of(r.getFirst(), r.getLast())).toList()),
            View.PLAIN,
            judge(windows(played.ill().plain(), windows)),
            View.RECEIVED,
            judge(windows(played.ill().received(), windows))),
        played.well().map(o -> judge(o.readings())).orElse(List.of()),
        played.isDisturbed(),
        played.runs());
  }

  private static List<Diagnosis> judge(List<List<Snapshot>> windows) {
    return windows.stream().map(Diagnostician::diagnose).toList();
  }

  /// What was the matter, by how much taking the impairment away helps.
  static Truth truth(GroundScenario scenario, double gain) {
    return !scenario.isImpaired() || gain >= GAIN ? scenario.truth() : Truth.NO_HARM;
  }

  private static List<List<Snapshot>> windows(List<List<Snapshot>> connections, int windows) {
    List<List<Snapshot>> all = new ArrayList<>();
    for (List<Snapshot> readings : connections) {
      int steps = Math.max(1, (readings.size() - 1) / windows);
      for (int first = 0; first + steps < readings.size(); first += steps) {
        all.add(readings.subList(first, first + steps + 1));
      }
    }
    return all;
  }
}
