package org.estats.linux.provenance;

/// The oldest kernel on which a member is right.
public enum Kernel {
  /// Wherever the collector runs.
  ANY("6.1"),
  /// Rests on seeing every segment. In states other than ESTABLISHED that needs a flag on the
  /// socket, which can be set on a connection that is already established from 6.12 on; on one that
  /// is switched on at birth the segments can be read from 6.2 on.
  EVERY_SEGMENT("6.1; past ESTABLISHED 6.12"),
  /// Not collected, so there is none.
  NONE("-");

  private final String text;

  Kernel(String text) {
    this.text = text;
  }

  /// The version, with what depends on it.
  public String text() {
    return text;
  }
}
