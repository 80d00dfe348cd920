package org.estats.diagnosis;

import java.util.Comparator;
import org.estats.Connection;

/// Which of several verdicts is to be looked at first.
public final class Severity {

  /// The worst first: what stands still, then what is held back, then what is as it has to be, then
  /// what cannot be told; within each the surest.
  public static final Comparator<Diagnosis> WORST_FIRST = Severity::compare;

  private Severity() {}

  /// In one piece, for it is asked a hundred thousand times of ten thousand verdicts.
  private static int compare(Diagnosis one, Diagnosis other) {
    int order = Integer.compare(one.severity, other.severity);
    if (order == 0) {
      order = Double.compare(other.sureness, one.sureness);
    }
    if (order != 0) {
      return order;
    }
    Connection c = one.connection();
    Connection d = other.connection();
    order = Integer.compare(c.local().port(), d.local().port());
    if (order == 0) {
      order = Integer.compare(c.remote().port(), d.remote().port());
    }
    return order == 0 ? c.toString().compareTo(d.toString()) : order;
  }

  /// Lower is worse.
  static int rank(Nature nature) {
    return switch (nature) {
      case DEAD_PATH, ZERO_WINDOW, OUTAGE, PATH_MTU -> 0;
      case CAPACITY, APPLICATION_PACED, SLOW_START -> 2;
      case UNKNOWN -> 3;
      case HEALTHY -> 4;
      case IDLE -> 5;
      default -> 1;
    };
  }
}
