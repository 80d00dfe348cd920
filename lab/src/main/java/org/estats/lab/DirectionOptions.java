package org.estats.lab;

import java.time.Duration;

/// What one direction of the link does to packets. Loss comes first, then the bottleneck, then
/// delay.
///
/// @param rateBitsPerSecond how fast the line is, counted in bits of IP packets; [#NO_LIMIT] for no
///   bottleneck, and so no queue
/// @param queueBytesMax how many bytes may wait, the packet on the line included
/// @param queuePacketsMax how many packets may wait, the one on the line included
/// @param delayNanos how long a packet takes from the end of the line to the other host
/// @param jitterNanos up to how much longer, drawn evenly for each packet
/// @param reordering whether jitter may let packets overtake others; if not, they wait for them
/// @param lossProbability how likely a packet is lost, 0 to 1
/// @param seed of what is drawn at random
public record DirectionOptions(
    long rateBitsPerSecond,
    long queueBytesMax,
    int queuePacketsMax,
    long delayNanos,
    long jitterNanos,
    boolean reordering,
    double lossProbability,
    long seed) {

  /// As a rate: as fast as can be.
  public static final long NO_LIMIT = 0;

  /// How many packets wait at most if nothing else is said.
  public static final int QUEUE_PACKETS = 1_000;

  private static final long DEFAULT_SEED = 1;

  /// Checks that the options make sense.
  public DirectionOptions {
    require(rateBitsPerSecond >= 0, "the rate is negative");
    require(queueBytesMax > 0 && queuePacketsMax > 0, "the queue holds no packet");
    require(delayNanos >= 0 && jitterNanos >= 0, "a delay is negative");
    require(lossProbability >= 0 && lossProbability <= 1, "the loss is not within 0 to 1");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /// A direction that passes everything on at once.
  public static DirectionOptions perfect() {
    return new DirectionOptions(
        NO_LIMIT, Long.MAX_VALUE, QUEUE_PACKETS, 0, 0, false, 0, DEFAULT_SEED);
  }

  /// The same with a bottleneck of this rate.
  public DirectionOptions withRate(long bitsPerSecond) {
    return new DirectionOptions(
        bitsPerSecond,
        queueBytesMax,
        queuePacketsMax,
        delayNanos,
        jitterNanos,
        reordering,
        lossProbability,
        seed);
  }

  /// The same with a queue of so many bytes, and any number of packets.
  public DirectionOptions withQueueBytes(long bytesMax) {
    return withQueue(bytesMax, Integer.MAX_VALUE);
  }

  /// The same with a queue of so many packets, and any number of bytes.
  public DirectionOptions withQueuePackets(int packetsMax) {
    return withQueue(Long.MAX_VALUE, packetsMax);
  }

  private DirectionOptions withQueue(long bytesMax, int packetsMax) {
    return new DirectionOptions(
        rateBitsPerSecond,
        bytesMax,
        packetsMax,
        delayNanos,
        jitterNanos,
        reordering,
        lossProbability,
        seed);
  }

  /// The same with this delay.
  public DirectionOptions withDelay(Duration delay) {
    return withDelays(delay.toNanos(), jitterNanos, reordering);
  }

  /// The same with jitter on top of the delay that lets no packet overtake another.
  public DirectionOptions withJitter(Duration jitter) {
    return withDelays(delayNanos, jitter.toNanos(), false);
  }

  /// The same with jitter on top of the delay that may let packets overtake others.
  public DirectionOptions withReorderingJitter(Duration jitter) {
    return withDelays(delayNanos, jitter.toNanos(), true);
  }

  private DirectionOptions withDelays(long delay, long jitter, boolean mayReorder) {
    return new DirectionOptions(
        rateBitsPerSecond,
        queueBytesMax,
        queuePacketsMax,
        delay,
        jitter,
        mayReorder,
        lossProbability,
        seed);
  }

  /// The same with random loss.
  public DirectionOptions withLoss(double probability) {
    return new DirectionOptions(
        rateBitsPerSecond,
        queueBytesMax,
        queuePacketsMax,
        delayNanos,
        jitterNanos,
        reordering,
        probability,
        seed);
  }

  /// The same with another seed.
  public DirectionOptions withSeed(long newSeed) {
    return new DirectionOptions(
        rateBitsPerSecond,
        queueBytesMax,
        queuePacketsMax,
        delayNanos,
        jitterNanos,
        reordering,
        lossProbability,
        newSeed);
  }
}
