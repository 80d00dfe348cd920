package org.estats.lab.fault;

import java.time.Duration;
import org.estats.lab.Impairment;
import org.estats.lab.Transit;

/// Holds everything that comes by until the end of a while, then lets it go on in its order, as a
/// radio link does that has lost its signal. It belongs after the bottleneck.
public final class Standstill implements Impairment {

  private volatile long endNanos = Long.MIN_VALUE;

  /// One that lets everything through until it is told to begin.
  public Standstill() {}

  /// From now on and for this long nothing gets through.
  public void begin(Duration time) {
    endNanos = System.nanoTime() + time.toNanos();
  }

  @Override
  public void pass(Transit packet) {
    if (endNanos != Long.MIN_VALUE && endNanos - packet.atNanos() > 0) {
      packet.delay(endNanos - packet.atNanos());
    }
  }
}
