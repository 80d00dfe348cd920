package org.estats.server.sample;

import java.util.Optional;
import org.estats.ConnectionRow;
import org.estats.FinalRecord;
import org.estats.Owner;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.estats.diagnosis.Diagnosis;

/// A connection that has ended, with what the daemon knew of it.
///
/// @param number rises by one
/// @param last its last word
/// @param identity which connection
/// @param owner who held it
/// @param diagnosis the last verdict while it was there
public record Ended(
    long number,
    FinalRecord last,
    Identity identity,
    Optional<Owner> owner,
    Optional<Diagnosis> diagnosis) {
  /// The connection as it was at last, as far as it is known.
  public Line line() {
    Snapshot snapshot = last.last();
    return new Line(
        identity,
        snapshot.state(),
        last.uid(),
        0,
        ConnectionRow.UNKNOWN,
        ConnectionRow.UNKNOWN,
        owner,
        Optional.of(snapshot),
        snapshot.on().stream().mapToInt(Switch::bit).reduce(0, (a, b) -> a | b),
        Optional.empty(),
        Rates.NONE,
        diagnosis,
        0);
  }
}
