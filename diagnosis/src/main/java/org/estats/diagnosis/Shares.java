package org.estats.diagnosis;

/// How the time between the readings divides among those that limited the sender; each from 0 to 1.
/// They add up to 1.
///
/// @param sender it had nothing to send, or held back by itself
/// @param receiver the receiver's window was full
/// @param network the congestion window was full, or a loss was being repaired
public record Shares(double sender, double receiver, double network) {}
