package org.estats.diagnosis;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.estats.Connection;

/// What limits a connection.
///
/// @param connection which
/// @param flow the direction of the data that was judged
/// @param verdict who is to be looked at
/// @param nature of what nature it is; the weightier one if the verdict is mixed
/// @param confidence how likely the verdict is right, from 0 to 1, as far as the readings go
/// @param over the time between the first and the last reading
/// @param shares who limited the sender for how much of it; empty if that was not collected
/// @param bitsPerSecond what got across, of payload
/// @param evidence what speaks for it, weightiest first, and for what lies behind it
/// @param summary the verdict in a sentence
/// @param advice what to do
/// @param ceilingBitsPerSecond the rate that the limit allows, where there is one
/// @param wouldChange what would have to be seen for another verdict
/// @param untold what could not be told from these readings, and why; empty if nothing was missing
public record Diagnosis(
    Connection connection,
    Flow flow,
    Verdict verdict,
    Nature nature,
    double confidence,
    Duration over,
    Optional<Shares> shares,
    OptionalLong bitsPerSecond,
    List<Evidence> evidence,
    String summary,
    String advice,
    OptionalLong ceilingBitsPerSecond,
    String wouldChange,
    List<String> untold) {

  /// Copies the lists.
  public Diagnosis {
    Objects.requireNonNull(connection, "connection");
    evidence = List.copyOf(evidence);
    untold = List.copyOf(untold);
  }

  /// Whether it names something to mend.
  public boolean isLimited() {
    return switch (verdict) {
      case SENDER, RECEIVER, NETWORK, MIXED -> true;
      case NONE, CANNOT_SAY -> false;
    };
  }
}
