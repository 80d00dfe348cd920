package org.estats.diagnosis;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What is said of one direction of a connection.
///
/// @param verdict who is to be looked at
/// @param nature of what nature it is
/// @param findings what was found, weightiest first; empty if nothing limits or nothing is known
/// @param beside what else was seen, of lesser weight
/// @param shares who limited for how much of the time
/// @param bitsPerSecond what got across; NaN if not known
/// @param summary the verdict in a sentence, where no finding says it
/// @param untold what could not be told, and why
record Judgement(
    Verdict verdict,
    Nature nature,
    List<Finding> findings,
    List<Evidence> beside,
    Optional<Shares> shares,
    double bitsPerSecond,
    Supplier<String> summary,
    List<String> untold) {

  static Judgement of(
      Nature nature,
      Optional<Shares> shares,
      double rate,
      Supplier<String> summary,
      List<String> untold) {
    return new Judgement(
        nature.verdict(), nature, List.of(), List.of(), shares, rate, summary, untold);
  }

  boolean isLimited() {
    return !findings.isEmpty();
  }
}
