package org.estats.table;

/// Which connections of the caller's network namespace a table holds.
public enum Scope {
  /// Those on which anything is switched on.
  SWITCHED_ON,
  /// Those that have statistics; where nothing is switched on, the members that `tcp_info` gives.
  STATISTICS,
  /// The same, and listeners, requests and remnants (TIME-WAIT), which have no members.
  EVERY_STATE
}
