package org.estats.server.sample;

import java.util.Optional;
import org.estats.FinalRecord;
import org.estats.Owner;
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
    Optional<Diagnosis> diagnosis) {}
