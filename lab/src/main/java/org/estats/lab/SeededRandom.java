package org.estats.lab;

/// Random numbers that are the same for the same seed on every Java: SplitMix64, by Guy Steele,
/// Doug Lea and Christine Flood. (The algorithms behind the JDK's classes may change.)
final class SeededRandom {

  private static final long STEP = 0x9E37_79B9_7F4A_7C15L;
  private static final double ONE = 0x1.0p53;

  private long state;

  /// @param use what for, so that one seed gives sequences that have nothing to do with each other
  SeededRandom(long seed, Direction direction, int use) {
    state = mix(seed) ^ mix(STEP * (2L * use + direction.ordinal() + 1));
  }

  long nextLong() {
    state += STEP;
    return mix(state);
  }

  /// From 0 inclusive to 1 exclusive.
  double nextDouble() {
    return (nextLong() >>> 11) / ONE;
  }

  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
    return z ^ z >>> 31;
  }
}
