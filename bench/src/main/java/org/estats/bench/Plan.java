package org.estats.bench;

/// How much of everything a run does. Each figure of the table is the median of `rounds`.
///
/// @param rounds how often every measurement is made, all of them in turn
/// @param forks how often each JMH benchmark is started anew
/// @param sampleMillis how long JMH warms up, and then how long it samples, in each fork
/// @param calls calls of the C program that make one measurement
/// @param pairs pairs of sockets for the sections on many connections
/// @param warmMillis how long code of our own is run before it is measured
/// @param trips round trips of a ping-pong
/// @param bulkBytes bytes of a bulk transfer
record Plan(
    int rounds,
    int forks,
    int sampleMillis,
    int calls,
    int pairs,
    int warmMillis,
    int trips,
    long bulkBytes) {

  /// For figures that are worth writing down.
  static Plan full() {
    return new Plan(15, 5, 1_000, 200_000, 5_000, 3_000, 30_000, 1L << 30);
  }

  /// For the question whether it still works.
  static Plan quick() {
    return new Plan(2, 1, 200, 2_000, 100, 50, 1_000, 16L << 20);
  }
}
