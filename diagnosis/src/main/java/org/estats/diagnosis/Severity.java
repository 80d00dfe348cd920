package org.estats.diagnosis;

import java.util.Comparator;

/// Which of several verdicts is to be looked at first.
public final class Severity {

  /// The worst first: what stands still, then what is held back, then what is as it has to be, then
  /// what cannot be told; within each the surest.
  public static final Comparator<Diagnosis> WORST_FIRST =
      Comparator.<Diagnosis>comparingInt(Severity::rank)
          .thenComparingDouble(d -> -d.confidence() * weight(d))
          .thenComparing(d -> d.connection().toString());

  private Severity() {}

  private static int rank(Diagnosis diagnosis) {
    return switch (diagnosis.nature()) {
      case DEAD_PATH, ZERO_WINDOW, OUTAGE, PATH_MTU -> 0;
      case CAPACITY, APPLICATION_PACED, SLOW_START -> 2;
      case UNKNOWN -> 3;
      case HEALTHY -> 4;
      case IDLE -> 5;
      default -> 1;
    };
  }

  private static double weight(Diagnosis diagnosis) {
    return diagnosis.evidence().stream().mapToDouble(Evidence::weight).findFirst().orElse(0);
  }
}
