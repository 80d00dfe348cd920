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
    order = Integer.compare(one.ports, other.ports);
    return order == 0
        ? one.connection().toString().compareTo(other.connection().toString())
        : order;
  }

  /// The ports in the order in which verdicts that weigh the same are shown: this host's first.
  static int ports(Connection connection) {
    return (connection.local().port() << Short.SIZE | connection.remote().port())
        ^ Integer.MIN_VALUE;
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
