package org.estats.lab.fault;

import org.estats.lab.Fate;
import org.estats.lab.Impairment;
import org.estats.lab.Transit;

/// Drops what exceeds a rate, without ever queueing: a token bucket, as providers use to enforce a
/// contract.
public final class Policer implements Impairment {

  private static final double NANOS_PER_SECOND = 1e9;

  private final double bytesPerNano;
  private final double burstBytes;
  private double tokens;
  private long lastNanos;
  private boolean began;

  /// @param rateBitsPerSecond how fast the bucket fills, in bits of IP packets
  /// @param burstBytes how much it holds; full at first
  public Policer(long rateBitsPerSecond, long burstBytes) {
    if (rateBitsPerSecond <= 0 || burstBytes <= 0) {
      throw new IllegalArgumentException("a policer that lets nothing pass");
    }
    this.bytesPerNano = rateBitsPerSecond / (Byte.SIZE * NANOS_PER_SECOND);
    this.burstBytes = burstBytes;
    this.tokens = burstBytes;
  }

  @Override
  public void pass(Transit packet) {
    long now = packet.atNanos();
    if (began) {
      tokens = Math.min(burstBytes, tokens + (now - lastNanos) * bytesPerNano);
    }
    began = true;
    lastNanos = now;
    if (packet.lengthBytes() > tokens) {
      packet.drop(Fate.SCRIPTED);
    } else {
      tokens -= packet.lengthBytes();
    }
  }
}
