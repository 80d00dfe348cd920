package org.estats.cli;

import picocli.CommandLine.Model.CommandSpec;

/// A command that tells some or all of its options itself. Reading annotations takes several
/// milliseconds for each class of them, so what many commands share is told in this way, and all of
/// what is to start at once.
interface Described {

  /// Adds to the description of the command.
  void describe(CommandSpec spec);

  /// Whether that is all, so that no annotation is looked for.
  default boolean isWholly() {
    return false;
  }
}
