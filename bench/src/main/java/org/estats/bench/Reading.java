package org.estats.bench;

/// Many connections read at once.
///
/// @param records how many there were
/// @param nanos how long it took
record Reading(int records, double nanos) {}
