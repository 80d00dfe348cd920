package org.estats.cli;

import picocli.CommandLine.Option;

/// `--json`, as an option of a command.
final class JsonOption {

  @Option(names = "--json", description = "Write JSON, for programs.")
  private boolean isGiven;

  /// Whether it was given.
  boolean isGiven() {
    return isGiven;
  }
}
