package org.estats;

import java.util.List;

/// What came of switching several connections.
///
/// @param changed how many were changed
/// @param unchanged how many stood as asked already
/// @param gone what was said of those that ended before it was their turn
/// @param failed what went wrong with others
public record Switched(
    int changed, int unchanged, List<EstatsException> gone, List<EstatsException> failed) {

  /// Copies the lists.
  public Switched {
    gone = List.copyOf(gone);
    failed = List.copyOf(failed);
  }
}
