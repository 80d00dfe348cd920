package org.estats.diagnosis;

import java.util.OptionalLong;

/// What a rule found.
///
/// @param evidence what it saw
/// @param words what it says
/// @param ceilingBitsPerSecond the rate that this limit allows; NaN if it sets none
/// @param sureness how well the rule itself tells this nature from others, from 0 to 1
record Finding(Evidence evidence, Words words, double ceilingBitsPerSecond, double sureness) {

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
