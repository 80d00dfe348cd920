package org.estats.linux.diag;

/// How a dump went.
///
/// @param sockets how many sockets were shown
/// @param isConsistent whether the kernel walked its tables undisturbed; if not, sockets that came
///   or went meanwhile may be missing or have been shown twice (the cookie tells them apart)
public record DumpResult(long sockets, boolean isConsistent) {}
