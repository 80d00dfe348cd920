package org.estats.lab.ground;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Evidence;
import org.estats.diagnosis.Nature;
import org.estats.diagnosis.Verdict;

/// What is the matter with a connection.
///
/// @param natures what a diagnosis may name; the first is what the scenario was made for, the
///   others say the same in other words, or are at work too
/// @param areAllAtWork whether they are several causes at once, so that the evidence must name all
record Truth(List<Nature> natures, boolean areAllAtWork) {

  /// What holds if taking the impairment away does not help.
  static final Truth NO_HARM =
      new Truth(List.of(Nature.HEALTHY, Nature.IDLE, Nature.CAPACITY), false);

  /// What is the matter with a connection that nothing was done to: it may also be too short.
  static final Truth WELL =
      new Truth(List.of(Nature.HEALTHY, Nature.IDLE, Nature.CAPACITY, Nature.SLOW_START), false);

  /// What the scenario was made for.
  Nature nature() {
    return natures.getFirst();
  }

  private Set<Verdict> verdicts() {
    return natures.stream()
        .map(Nature::verdict)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Verdict.class)));
  }

  /// Whether the diagnosis looks to the right side. A mixed verdict does if the nature that weighs
  /// most is of that side.
  boolean hasVerdict(Diagnosis diagnosis) {
    if (isNone()) {
      return diagnosis.verdict() == Verdict.NONE || hasNature(diagnosis);
    }
    Verdict told =
        diagnosis.verdict() == Verdict.MIXED ? diagnosis.nature().verdict() : diagnosis.verdict();
    return verdicts().contains(told);
  }

  /// Whether the diagnosis names it.
  boolean hasNature(Diagnosis diagnosis) {
    return natures.contains(diagnosis.nature()) && (!areAllAtWork || namesAll(diagnosis));
  }

  private boolean namesAll(Diagnosis diagnosis) {
    return diagnosis.evidence().stream()
        .map(Evidence::nature)
        .collect(Collectors.toSet())
        .containsAll(natures);
  }

  /// Whether there is nothing to mend.
  boolean isNone() {
    return nature().verdict() == Verdict.NONE;
  }

  @Override
  public String toString() {
    return natures.stream().map(Nature::text).collect(Collectors.joining(areAllAtWork ? "+" : "|"));
  }
}
