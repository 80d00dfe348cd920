package org.estats.lab;

/// Delay, the same for all packets, and jitter, drawn for each from 0 up to a limit.
final class PropagationDelay implements Impairment {

  private static final int USE = 2;

  private final long delayNanos;
  private final long jitterNanos;
  private final boolean reordering;
  private final SeededRandom random;
  private long lastNanos;
  private boolean seenAny;

  /// @param reordering whether a packet may overtake another
  PropagationDelay(long delayNanos, long jitterNanos, boolean reordering, SeededRandom random) {
    this.delayNanos = delayNanos;
    this.jitterNanos = jitterNanos;
    this.reordering = reordering;
    this.random = random;
  }

  static PropagationDelay of(DirectionOptions options, Direction direction) {
    return new PropagationDelay(
        options.delayNanos(),
        options.jitterNanos(),
        options.reordering(),
        new SeededRandom(options.seed(), direction, USE));
  }

  @Override
  public void pass(Transit packet) {
    long nanos = delayNanos;
    if (jitterNanos > 0) {
      nanos += (long) (random.nextDouble() * jitterNanos);
    }
    if (!reordering && seenAny) {
      nanos = Math.max(nanos, lastNanos - packet.atNanos());
    }
    packet.delay(nanos);
    lastNanos = packet.atNanos();
    seenAny = true;
  }
}
