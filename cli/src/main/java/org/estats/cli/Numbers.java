package org.estats.cli;

import org.estats.EstatsException;

/// Numbers as arguments.
final class Numbers {

  private Numbers() {}

  /// Reads a number from 1.
  ///
  /// @param what what it is, for the error
  /// @throws EstatsException INVALID
  static int positive(String text, String what) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through: it is no number at all.
    }
    throw new EstatsException(
        EstatsException.Kind.INVALID,
        "'" + text + "' is not " + what,
        "a number from 1 to " + Integer.MAX_VALUE);
  }
}
