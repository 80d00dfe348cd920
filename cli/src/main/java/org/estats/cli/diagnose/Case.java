package org.estats.cli.diagnose;

import java.util.Comparator;
import java.util.Optional;
import org.estats.Owner;
import org.estats.Snapshot;
import org.estats.catalogue.SynOptsMember;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Nature;
import org.estats.diagnosis.Severity;

/// A connection and what was found.
///
/// @param diagnosis what was found
/// @param owner the process that holds the connection, if it may be known
/// @param last the last reading
public record Case(Diagnosis diagnosis, Optional<Owner> owner, Snapshot last) {

  /// The worst first.
  public static final Comparator<Case> WORST_FIRST =
      (one, other) -> Severity.WORST_FIRST.compare(one.diagnosis, other.diagnosis);

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
