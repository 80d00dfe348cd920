package org.estats;

/// How a connection ended, as far as this host's end knows.
public enum Ending {
  /// Both ends closed, and each was told that the other knows. For an end that its program has
  /// closed it is enough that its own FIN is acknowledged: Linux then waits for the peer's without
  /// keeping statistics.
  FIN("FIN"),
  /// This host reset it: closed with unread data or without lingering, or data came after closing.
  RESET_BY_US("reset by us"),
  /// The peer reset it, or refused it.
  RESET_BY_THEM("reset by them"),
  /// The peer did not answer: retransmission, keep-alive or the user timeout ran out.
  TIMEOUT("timeout"),
  /// Ended from outside (`ss -K`), or given up without a word to the peer.
  ABORTED("aborted"),
  /// It ended at a moment at which that could not be seen.
  UNKNOWN("unknown");

  private final String text;

  Ending(String text) {
    this.text = text;
  }

  /// The same for people and for JSON: `FIN`, `reset by us`, `reset by them`, `timeout`, `aborted`,
  /// `unknown`.
  @Override
  public String toString() {
    return text;
  }
}
