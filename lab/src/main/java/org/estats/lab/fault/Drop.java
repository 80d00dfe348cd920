package org.estats.lab.fault;

import org.estats.lab.Fate;
import org.estats.lab.Impairment;
import org.estats.lab.Transit;

/// Drops chosen data segments.
public final class Drop {

  private Drop() {}

  /// Drops the segment with this number, from 1 on.
  public static Impairment segment(int number) {
    return segments(number, number);
  }

  /// Drops all segments from one number to another, both included.
  public static Impairment segments(int first, int last) {
    return new DataFault() {
      @Override
      void strike(Transit packet, int number) {
        if (number >= first && number <= last) {
          packet.drop(Fate.SCRIPTED);
        }
      }
    };
  }

  /// Drops the segment with this number, and what is sent again of it, so many times in all.
  public static Impairment segmentTimes(int number, int times) {
    return new DropAgain(number, times);
  }

  private static final class DropAgain extends DataFault {
    private final int victim;
    private final int times;
    private int dropped;
    private int seq;

    DropAgain(int victim, int times) {
      this.victim = victim;
      this.times = times;
    }

    @Override
    void strike(Transit packet, int number) {
      if (number == victim) {
        seq = packet.headers().seq();
      }
      int offset = seq - packet.headers().seq(); // a difference, so it may wrap
      boolean holdsIt = offset >= 0 && offset < packet.headers().payloadBytes();
      if (number >= victim && dropped < times && holdsIt) {
        dropped++;
        packet.drop(Fate.SCRIPTED);
      }
    }
  }
}
