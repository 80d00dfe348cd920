package org.estats;

import java.time.Instant;
import java.util.Objects;

/// The last word of a connection: all that was switched on, at the moment at which it ended.
///
/// @param last its members at that moment; its state is the last it was in, and since when each
///   switch was on is when counting started
/// @param uid the user who owned the socket
/// @param how how it ended
public record FinalRecord(Snapshot last, int uid, Ending how) {

  /// Checks that all is there.
  public FinalRecord {
    Objects.requireNonNull(last, "last");
    Objects.requireNonNull(how, "how");
  }

  /// When it ended.
  public Instant ended() {
    return last.taken();
  }
}
