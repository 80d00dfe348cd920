package org.estats.diagnosis;

import java.util.OptionalLong;

/// What a rule found.
///
/// @param evidence what it saw
/// @param summary what limits, in a sentence
/// @param advice what to do
/// @param ceilingBitsPerSecond the rate that this limit allows; NaN if it sets none
/// @param wouldChange what would have to be seen for another verdict
/// @param sureness how well the rule itself tells this nature from others, from 0 to 1
record Finding(
    Evidence evidence,
    String summary,
    String advice,
    double ceilingBitsPerSecond,
    String wouldChange,
    double sureness) {

  Nature nature() {
    return evidence.nature();
  }

  double weight() {
    return evidence.weight();
  }

  OptionalLong ceiling() {
    return ceilingBitsPerSecond >= 0
        ? OptionalLong.of(Math.round(ceilingBitsPerSecond))
        : OptionalLong.empty();
  }
}
