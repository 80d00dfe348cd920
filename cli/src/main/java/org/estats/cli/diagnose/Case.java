package org.estats.cli.diagnose;

import java.util.Comparator;
import java.util.Optional;
import org.estats.Connection;
import org.estats.Owner;
import org.estats.Snapshot;
import org.estats.catalogue.SynOptsMember;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Nature;

/// A connection and what was found.
///
/// @param diagnosis what was found
/// @param owner the process that holds the connection, if it may be known
/// @param last the last reading
public record Case(Diagnosis diagnosis, Optional<Owner> owner, Snapshot last) {

  /// The worst first: what stands still, then what is held back, then what is as it has to be, then
  /// what cannot be told; within each the surest.
  public static final Comparator<Case> WORST_FIRST = Case::compare;

  /// In one piece, for it is asked a hundred thousand times of ten thousand cases.
  private static int compare(Case one, Case other) {
    int order = Integer.compare(rank(one.diagnosis()), rank(other.diagnosis()));
    if (order == 0) {
      order = Double.compare(other.sureness(), one.sureness());
    }
    Connection c = one.diagnosis().connection();
    Connection d = other.diagnosis().connection();
    if (order == 0) {
      order = Integer.compare(c.local().port(), d.local().port());
    }
    if (order == 0) {
      order = Integer.compare(c.remote().port(), d.remote().port());
    }
    return order == 0 ? c.toString().compareTo(d.toString()) : order;
  }

  private double sureness() {
    return diagnosis.confidence() * weight(diagnosis);
  }

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
    return diagnosis.evidence().isEmpty() ? 0 : diagnosis.evidence().getFirst().weight();
  }

  /// The port that the service is known by: that of whoever was called.
  int servicePort() {
    boolean isCaller = last.value(SynOptsMember.ACTIVE_OPEN).orElse(1) != 0;
    return (isCaller ? last.connection().remote() : last.connection().local()).port();
  }

  boolean isWell() {
    return diagnosis.nature() == Nature.IDLE || diagnosis.nature() == Nature.HEALTHY;
  }

  /// The process for people; empty if it is not known.
  String holder() {
    return owner.map(o -> o.name() + " (pid " + o.pid() + ")").orElse("");
  }
}
