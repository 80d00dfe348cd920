package org.estats.lab;

import java.util.Arrays;

/// A line of a certain rate with a queue in front of it that drops what finds it full. The packet
/// on the line counts as queued until its last bit is sent.
final class Bottleneck implements Impairment {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int FIRST_ENTRIES = 256;

  private final long rateBitsPerSecond;
  private final long queueBytesMax;
  private final int queuePacketsMax;

  /// When each queued packet will have left, and its size: a ring.
  private long[] leavesNanos = new long[FIRST_ENTRIES];

  private int[] sizes = new int[FIRST_ENTRIES];
  private int first;
  private int queuedPackets;
  private long queuedBytes;
  private long freeAtNanos = Long.MIN_VALUE;

  Bottleneck(long rateBitsPerSecond, long queueBytesMax, int queuePacketsMax) {
    this.rateBitsPerSecond = rateBitsPerSecond;
    this.queueBytesMax = queueBytesMax;
    this.queuePacketsMax = queuePacketsMax;
  }

  @Override
  public void pass(Transit packet) {
    long now = packet.atNanos();
    forgetUntil(now);
    int bytes = packet.lengthBytes();
    if (queuedPackets >= queuePacketsMax || queuedBytes + bytes > queueBytesMax) {
      packet.drop(Fate.QUEUE_FULL);
      return;
    }
    long start = queuedPackets == 0 ? now : Math.max(now, freeAtNanos);
    freeAtNanos = start + bytes * (long) Byte.SIZE * NANOS_PER_SECOND / rateBitsPerSecond;
    remember(freeAtNanos, bytes);
    packet.delay(freeAtNanos - now);
  }

  private void forgetUntil(long nowNanos) {
    while (queuedPackets > 0 && leavesNanos[first] <= nowNanos) {
      queuedBytes -= sizes[first];
      queuedPackets--;
      first = (first + 1) % sizes.length;
    }
  }

  private void remember(long leaves, int bytes) {
    if (queuedPackets == sizes.length) {
      grow();
    }
    int at = (first + queuedPackets) % sizes.length;
    leavesNanos[at] = leaves;
    sizes[at] = bytes;
    queuedPackets++;
    queuedBytes += bytes;
  }

  private void grow() {
    int old = sizes.length;
    leavesNanos = Arrays.copyOf(leavesNanos, 2 * old);
    sizes = Arrays.copyOf(sizes, 2 * old);
    System.arraycopy(leavesNanos, 0, leavesNanos, old, first);
    System.arraycopy(sizes, 0, sizes, old, first);
  }
}
