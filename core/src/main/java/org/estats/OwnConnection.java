package org.estats;

import java.util.Objects;
import java.util.Optional;
import org.estats.catalogue.Member;

/// What a look at a connection of this program found, beside what the look before it did.
///
/// @param now the connection at this look, or its last word
/// @param before the same at the look before; empty at the first
/// @param isAccepted whether it came in at a listener of this program
/// @param ended how it ended, if it has; empty while it lives
public record OwnConnection(
    Snapshot now, Optional<Snapshot> before, boolean isAccepted, Optional<Ending> ended) {

  /// Checks that all is there.
  public OwnConnection {
    Objects.requireNonNull(now, "now");
    Objects.requireNonNull(before, "before");
    Objects.requireNonNull(ended, "ended");
  }

  /// How far a counter has come since the look before, at the first look since it began; in the
  /// member's unit. Absent where that cannot be told.
  ///
  /// @throws IllegalArgumentException if the member is no counter
  public Value since(Member counter) {
    return before.map(earlier -> now.difference(counter, earlier)).orElse(now.value(counter));
  }

  /// The port by which a service is known: that of the listener, or the one that was called.
  public int servicePort() {
    Connection connection = now.connection();
    return isAccepted ? connection.local().port() : connection.remote().port();
  }
}
