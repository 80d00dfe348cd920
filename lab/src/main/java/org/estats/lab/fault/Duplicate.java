package org.estats.lab.fault;

import org.estats.lab.Impairment;
import org.estats.lab.Transit;

/// Makes two of chosen data segments.
public final class Duplicate {

  private Duplicate() {}

  /// Duplicates all segments from one number to another, both included.
  public static Impairment segments(int first, int last) {
    return new DataFault() {
      @Override
      void strike(Transit packet, int number) {
        if (number >= first && number <= last) {
          packet.duplicate();
        }
      }
    };
  }
}
