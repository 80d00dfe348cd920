package org.estats.linux.collector;

/// What a hook cost over some time, by the kernel's own run-time statistics. Those cost a little
/// themselves, which is in the figure: what is told is an upper bound.
///
/// @param name the hook, such as `on_tcp_probe`
/// @param runs how often it ran
/// @param nanos how long it ran, in nanoseconds of one processor
/// @param overNanos the time that was watched, in nanoseconds
public record HookCost(String name, long runs, long nanos, long overNanos) {

  private static final double NANOS_PER_SECOND = 1e9;

  /// How often a second it ran.
  public double eventsPerSecond() {
    return runs * NANOS_PER_SECOND / overNanos;
  }

  /// How many nanoseconds one run took; NaN if there was none.
  public double nanosEach() {
    return runs == 0 ? Double.NaN : (double) nanos / runs;
  }

  /// What share of one processor it took.
  public double coreShare() {
    return (double) nanos / overNanos;
  }
}
