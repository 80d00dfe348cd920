package org.estats.linux.provenance;

/// In what way a member comes about.
public enum Origin {
  /// The kernel's own counter, as the difference from its value when the group was switched on.
  KERNEL_COUNTER("kernel's counter"),
  /// A field of the kernel as it is at the moment of reading.
  KERNEL_FIELD("kernel's field"),
  /// Counted by a hook when something happens.
  AT_EVENT("counted at an event"),
  /// Largest or smallest of what the hooks have seen.
  MARK("mark"),
  /// Worked out from several of the above.
  DERIVED("derived"),
  /// Always the same number, by definition.
  CONSTANT("constant"),
  /// Linux cannot give it; the source says why.
  ABSENT("absent"),
  /// Linux can give it, and this version does not collect it; the source says what is planned.
  NOT_COLLECTED_YET("not collected yet");

  private final String text;

  Origin(String text) {
    this.text = text;
  }

  /// The origin in words.
  public String text() {
    return text;
  }
}
