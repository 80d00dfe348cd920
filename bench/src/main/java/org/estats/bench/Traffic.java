package org.estats.bench;

/// How data moves over the connection of the C program.
enum Traffic {
  /// 64 bytes there, 64 bytes back, by one thread: everything stays in one processor's cache.
  ONE_THREAD("one-thread", "64-byte ping-pong, one thread"),
  /// The same by two threads on two processors, which pass the connection's cache lines between
  /// them.
  TWO_THREADS("two-threads", "64-byte ping-pong, two processors"),
  /// As much as goes, in one direction, by two threads on two processors.
  BULK("bulk", "bulk, two processors");

  private final String word;
  private final String label;

  Traffic(String word, String label) {
    this.word = word;
    this.label = label;
  }

  /// As the C program calls it.
  String word() {
    return word;
  }

  String label() {
    return label;
  }

  /// How much of it makes one measurement.
  long amount(Plan plan) {
    return switch (this) {
      case ONE_THREAD -> plan.trips();
      case TWO_THREADS -> plan.trips() / 2;
      case BULK -> plan.bulkBytes();
    };
  }
}
