package org.estats.lab.ground;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.estats.Snapshot;
import org.estats.catalogue.DataMember;
import org.estats.diagnosis.Diagnosis;

/// What came of a trial.
///
/// @param trial which
/// @param draw what the ill connection was like
/// @param truth what was the matter, after the run without the impairment
/// @param gain how much faster it was without; 0 if there was nothing to take away
/// @param progress what the applications of the ill connection got done a second: bytes, or replies
/// @param windows the readings that were judged
/// @param views what the diagnosis made of each of them, by what it was given to look at
/// @param control what it made of all readings of the run without the impairment
/// @param isDisturbed whether this machine was too busy to be a path
/// @param runs how often it was played
record Outcome(
    Trial trial,
    Draw draw,
    Truth truth,
    double gain,
    double progress,
    List<List<Snapshot>> windows,
    Map<View, List<Diagnosis>> views,
    List<Diagnosis> control,
    boolean isDisturbed,
    int runs) {

  private static final int READINGS_MIN = 3;

  /// How much got across a second in the end, in bit/s, by what the peer acknowledged after the
  /// second reading; NaN if a window has fewer than three.
  double goodput(int window) {
    List<Snapshot> readings = windows.get(window);
    if (readings.size() < READINGS_MIN) {
      return Double.NaN;
    }
    Snapshot from = readings.get(1);
    Snapshot to = readings.getLast();
    long bytes =
        to.exactOr(DataMember.THRU_BYTES_ACKED, 0) - from.exactOr(DataMember.THRU_BYTES_ACKED, 0);
    return bytes * Byte.SIZE * 1e9 / Duration.between(from.taken(), to.taken()).toNanos();
  }

  /// What the diagnosis made of all readings.
  List<Diagnosis> told() {
    return views.get(View.FULL);
  }

  /// Whether the impairment did harm.
  boolean stands() {
    return trial.scenario().isImpaired() && truth != Truth.NO_HARM;
  }

  /// How many windows were judged wrongly.
  long misses() {
    return told().stream().filter(this::isMiss).count();
  }

  /// Whether it is wrong: by the nature if there is a limit, by the verdict if there is none.
  boolean isMiss(Diagnosis diagnosis) {
    return truth.isNone() ? !truth.hasVerdict(diagnosis) : !truth.hasNature(diagnosis);
  }
}
