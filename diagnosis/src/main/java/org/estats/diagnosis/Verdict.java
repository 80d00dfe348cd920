package org.estats.diagnosis;

import java.util.Locale;

/// Who is to be looked at: the answer for which the extended statistics were made.
public enum Verdict {
  /// The host that sends the data: its application, its buffers, its interface.
  SENDER,
  /// The host that receives the data: its application, its window.
  RECEIVER,
  /// What lies between.
  NETWORK,
  /// Nothing limits the connection that anybody would want to mend.
  NONE,
  /// Two of them at once, neither of which outweighs the other.
  MIXED,
  /// The readings do not tell.
  CANNOT_SAY;

  /// The word in text and JSON: `cannot-say`.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
