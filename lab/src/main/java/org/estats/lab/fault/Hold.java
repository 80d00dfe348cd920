package org.estats.lab.fault;

import java.time.Duration;
import org.estats.lab.Impairment;
import org.estats.lab.Transit;

/// Lets chosen data segments go on later, so that others overtake them. It belongs after the
/// bottleneck.
public final class Hold {

  private Hold() {}

  /// Holds so many segments from this number on, each for this long.
  public static Impairment segments(int first, int count, Duration time) {
    long nanos = time.toNanos();
    return new DataFault() {
      @Override
      void strike(Transit packet, int number) {
        if (number >= first && number < first + count) {
          packet.delay(nanos);
        }
      }
    };
  }
}
