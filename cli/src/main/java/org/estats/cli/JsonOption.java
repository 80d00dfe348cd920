package org.estats.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `--json`, as an option of a command.
final class JsonOption {

  private boolean isGiven;

  /// Adds it to a command.
  void addTo(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder("--json")
            .type(boolean.class)
            .description("Write JSON, for programs.")
            .setter(new Bound(v -> isGiven = (boolean) v))
            .build());
  }

  /// Whether it was given.
  boolean isGiven() {
    return isGiven;
  }
}
