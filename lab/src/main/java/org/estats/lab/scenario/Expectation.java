package org.estats.lab.scenario;

/// What must be true after a scenario, beside what is true after every one.
@FunctionalInterface
interface Expectation {

  /// Adds claims.
  void claim(Claims claims);
}
