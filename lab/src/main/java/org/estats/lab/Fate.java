package org.estats.lab;

/// What became of a packet.
public enum Fate {
  /// On its way, or held somewhere on the link.
  IN_FLIGHT,
  /// Taken in by the receiving host.
  DELIVERED,
  /// Lost at random.
  LOST,
  /// Found the queue in front of the bottleneck full.
  QUEUE_FULL,
  /// Dropped by an impairment that a script put in.
  SCRIPTED,
  /// Refused by the receiving host's interface: it is down, or these bytes are no IP packet.
  REFUSED
}
