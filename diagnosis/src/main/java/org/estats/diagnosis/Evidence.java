package org.estats.diagnosis;

import java.util.List;
import java.util.Objects;

/// One thing that the readings show.
///
/// @param nature what it speaks for
/// @param rule the name of the rule that saw it
/// @param inputs the numbers on which the rule rests
/// @param weight how much of the time, or of the case, it explains, from 0 to 1
/// @param text the same in words
public record Evidence(Nature nature, String rule, List<Input> inputs, double weight, String text) {

  /// Copies the inputs.
  public Evidence {
    Objects.requireNonNull(nature, "nature");
    inputs = List.copyOf(inputs);
  }

  /// Those inputs that have a number.
  static List<Input> known(Input... inputs) {
    List<Input> known = new java.util.ArrayList<>(inputs.length);
    for (Input input : inputs) {
      if (Double.isFinite(input.value())) {
        known.add(input);
      }
    }
    return known;
  }

  /// A number that a rule looked at.
  ///
  /// @param name a member (`Path.PktsRetrans`), or what was worked out of members
  /// @param value the number, of the time between the readings if the member is a counter
  /// @param unit its unit; empty for a ratio
  public record Input(String name, double value, String unit) {}
}
