package org.estats.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// One thing that the readings show. Its words and numbers are worked out when they are asked for.
public final class Evidence {

  private final Nature nature;
  private final String rule;
  private final double weight;
  private final Supplier<List<Input>> inputs;
  private final Supplier<String> text;

  Evidence(
      Nature nature,
      String rule,
      Supplier<List<Input>> inputs,
      double weight,
      Supplier<String> text) {
    this.nature = Objects.requireNonNull(nature, "nature");
    this.rule = rule;
    this.weight = weight;
    this.inputs = Once.of(inputs);
    this.text = Once.of(text);
  }

  /// One that is known already; for tests and for other judges.
  public Evidence(Nature nature, String rule, List<Input> inputs, double weight, String text) {
    this(nature, rule, () -> List.copyOf(inputs), weight, () -> text);
  }

  /// What it speaks for.
  public Nature nature() {
    return nature;
  }

  /// The name of the rule that saw it.
  public String rule() {
    return rule;
  }

  /// The numbers on which the rule rests.
  public List<Input> inputs() {
    return inputs.get();
  }

  /// How much of the time, or of the case, it explains, from 0 to 1.
  public double weight() {
    return weight;
  }

  /// The same in words.
  public String text() {
    return text.get();
  }

  @Override
  public String toString() {
    return nature.text() + " by " + rule + ": " + text();
  }

  /// Those inputs that have a number.
  static List<Input> known(Input... inputs) {
    List<Input> known = new ArrayList<>(inputs.length);
    for (Input input : inputs) {
      if (Double.isFinite(input.value())) {
        known.add(input);
      }
    }
    return List.copyOf(known);
  }

  /// A number that a rule looked at.
  ///
  /// @param name a member (`Path.PktsRetrans`), or what was worked out of members
  /// @param value the number, of the time between the readings if the member is a counter
  /// @param unit its unit; empty for a ratio
  public record Input(String name, double value, String unit) {}
}
