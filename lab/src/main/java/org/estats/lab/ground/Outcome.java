package org.estats.lab.ground;

import java.util.List;
import org.estats.Snapshot;
import org.estats.diagnosis.Diagnosis;

/// What came of a trial.
///
/// @param trial which
/// @param draw what the ill connection was like
/// @param truth what was the matter, after the run without the impairment
/// @param gain how much faster it was without; 0 if there was nothing to take away
/// @param windows the readings that were judged
/// @param told what the diagnosis made of each of them
/// @param plain what it made of `tcp_info` alone
/// @param isDisturbed whether this machine was too busy to be a path
/// @param runs how often it was played
record Outcome(
    Trial trial,
    Draw draw,
    Truth truth,
    double gain,
    List<List<Snapshot>> windows,
    List<Diagnosis> told,
    List<Diagnosis> plain,
    boolean isDisturbed,
    int runs) {

  /// Whether the impairment did harm.
  boolean stands() {
    return trial.scenario().isImpaired() && truth != Truth.NO_HARM;
  }

  /// How many windows were judged wrongly.
  long misses() {
    return told.stream().filter(this::isMiss).count();
  }

  /// Whether it is wrong: by the nature if there is a limit, by the verdict if there is none.
  boolean isMiss(Diagnosis diagnosis) {
    return truth.isNone() ? !truth.hasVerdict(diagnosis) : !truth.hasNature(diagnosis);
  }
}
