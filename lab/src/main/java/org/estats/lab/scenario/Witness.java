package org.estats.lab.scenario;

/// Who says what a member must be.
public enum Witness {
  /// The packets on the emulated path, counted by code that knows nothing of the collector.
  PACKETS("packets"),
  /// What the scenario did on purpose.
  SCRIPT("script"),
  /// A counter of the kernel's own, for the namespace that holds this connection alone.
  KERNEL("kernel"),
  /// What `ss` shows: the same kernel fields, read by another program at the same moment.
  SS("ss"),
  /// The reading taken at the beginning.
  BEFORE("before"),
  /// The definition: the member is fixed.
  DEFINITION("definition");

  private final String text;

  Witness(String text) {
    this.text = text;
  }

  /// In words.
  public String text() {
    return text;
  }
}
