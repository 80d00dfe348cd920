package org.estats.lab.fault;

import java.time.Duration;
import java.util.SplittableRandom;
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

  /// Holds each segment with this probability, for this long.
  ///
  /// @param seed of what is drawn; one number a data segment
  public static Impairment share(double probability, Duration time, long seed) {
    long nanos = time.toNanos();
    SplittableRandom random = new SplittableRandom(seed);
    return new DataFault() {
      @Override
      void strike(Transit packet, int number) {
        if (random.nextDouble() < probability) {
          packet.delay(nanos);
        }
      }
    };
  }
}
