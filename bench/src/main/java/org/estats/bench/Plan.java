package org.estats.bench;

import java.util.List;

/// How much of everything a run does. Each figure of the table is the median of `rounds`.
///
/// @param rounds how often every measurement is made, all of them in turn
/// @param forks how often each JMH benchmark is started anew
/// @param sampleMillis how long JMH warms up, and then how long it samples, in each fork
/// @param calls calls of the C program that make one measurement
/// @param crowds how many connections the sizes of a crowd are; the last is the largest
/// @param slices short transfers of each kind, with the collector and without, at most
/// @param sliceMillis how long such a transfer takes
/// @param throughputMillis how long all of them take for one kind of traffic, at most
/// @param pairs pairs of sockets for the sections on many connections
/// @param warmMillis how long code of our own is run before it is measured
/// @param trips round trips of a ping-pong
/// @param bulkBytes bytes of a bulk transfer
record Plan(
    int rounds,
    int forks,
    int sampleMillis,
    int calls,
    List<Integer> crowds,
    int slices,
    int sliceMillis,
    int throughputMillis,
    int pairs,
    int warmMillis,
    int trips,
    long bulkBytes) {

  /// For figures that are worth writing down.
  static Plan full() {
    return new Plan(
        15,
        5,
        1_000,
        200_000,
        List.of(1_000, 10_000, 90_000),
        150,
        60,
        45_000,
        5_000,
        3_000,
        10_000,
        1L << 28);
  }

  /// For the question whether it still works.
  static Plan quick() {
    return new Plan(2, 1, 200, 2_000, List.of(200, 1_000), 4, 20, 5_000, 100, 50, 1_000, 16L << 20);
  }

  /// The same with another number of rounds.
  Plan withRounds(int number) {
    return new Plan(
        number,
        forks,
        sampleMillis,
        calls,
        crowds,
        slices,
        sliceMillis,
        throughputMillis,
        pairs,
        warmMillis,
        trips,
        bulkBytes);
  }
}
