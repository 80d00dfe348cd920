package org.estats.linux.collector;

import java.util.List;
import java.util.Optional;

/// What is loaded at a moment.
///
/// @param isMounted whether our bpffs is mounted on `/run/estats`
/// @param generation the number of the loading in use; empty if nothing is loaded
/// @param isThisVersion whether what is loaded is what this version would load
/// @param hooks every hook, with whether it is attached
/// @param leftovers directories of loadings that were begun or replaced and not removed
public record CollectorStatus(
    boolean isMounted,
    Optional<Integer> generation,
    boolean isThisVersion,
    List<Hook> hooks,
    List<String> leftovers) {}
