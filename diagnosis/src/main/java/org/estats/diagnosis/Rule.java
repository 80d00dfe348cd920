package org.estats.diagnosis;

import java.util.List;
import java.util.function.Supplier;

/// A rule that fires: what it saw and what it says of it. Words and numbers are worked out when
/// they are asked for.
final class Rule {

  private final Nature nature;
  private final String name;
  private final double weight;
  private final Supplier<List<Evidence.Input>> inputs;
  private Supplier<String> text;
  private Supplier<String> summary;
  private Supplier<String> advice;
  private Supplier<String> wouldChange;
  private double ceiling = Double.NaN;

  /// @param weight how much of the time it explains, from 0 to 1
  /// @param inputs the numbers it looked at
  Rule(Nature nature, String name, double weight, Supplier<List<Evidence.Input>> inputs) {
    this.nature = nature;
    this.name = name;
    this.weight = weight;
    this.inputs = inputs;
  }

  /// What the readings show, in words and numbers.
  Rule saw(Supplier<String> text) {
    this.text = text;
    return this;
  }

  /// What limits, in a sentence.
  Rule says(Supplier<String> summary) {
    this.summary = summary;
    return this;
  }

  /// What to do.
  Rule advises(Supplier<String> advice) {
    this.advice = advice;
    return this;
  }

  /// The rate that this limit allows, in bit/s; without a call it sets none.
  Rule allows(double ceiling) {
    this.ceiling = ceiling;
    return this;
  }

  /// What would have to be seen for another verdict.
  Rule unless(Supplier<String> wouldChange) {
    this.wouldChange = wouldChange;
    return this;
  }

  /// @param sureness how well the rule itself tells this nature from others, from 0 to 1
  Finding found(double sureness) {
    return new Finding(
        new Evidence(nature, name, inputs, weight, text),
        new Words(summary, advice, wouldChange),
        ceiling,
        sureness);
  }
}
