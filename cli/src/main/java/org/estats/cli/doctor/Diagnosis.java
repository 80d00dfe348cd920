package org.estats.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.linux.KernelCollector;
import org.estats.linux.collector.CollectorStatus;
import org.estats.linux.proc.Rights;

/// What this machine gives: every check, and what comes of them.
///
/// @param checks the checks, in the order in which they are shown
/// @param canCollect whether the full collector works for this user, or would once loaded
public record Diagnosis(List<Check> checks, boolean canCollect) {

  /// Examines this machine.
  ///
  /// @param asRoot how a command is typed that needs root
  public static Diagnosis of(EstatsSource source, UnaryOperator<String> asRoot) {
    Examination examination = new Examination(Machine.own(), Rights.own());
    CollectorStatus status = KernelCollector.status();
    Optional<Check> intruder = intruder();
    CollectorCheck collector = new CollectorCheck(status, asRoot);
    List<Check> ofMachine = examination.ofMachine();
    List<Check> ofRights = examination.ofRights(status.isMounted(), collector.isReadable());
    List<Check> ofCollector = collector.checks();
    boolean canCollect =
        collector.isReadable()
            || Examination.isComplete(ofMachine) && Examination.isComplete(ofRights);
    List<Check> checks = new ArrayList<>(ofMachine);
    checks.add(table(source));
    checks.addAll(ofRights);
    checks.addAll(ofCollector);
    intruder.ifPresent(checks::add);
    checks.add(Ladder.of(status, canCollect, Machine.own().watchesPastEstablished()).check());
    checks.add(inUse(source, collector.isReadable(), canCollect));
    return new Diagnosis(List.copyOf(checks), canCollect);
  }

  private static Optional<Check> intruder() {
    return KernelCollector.distrusted().map(e -> Check.missing("pins", e.getMessage(), e.remedy()));
  }

  private static Check table(EstatsSource source) {
    String name = "sock_diag";
    try {
      return Check.ok(name, source.connections().size() + " TCP sockets in this namespace");
    } catch (EstatsException e) {
      return Check.missing(name, e.getMessage(), e.remedy());
    }
  }

  private static Check inUse(EstatsSource source, boolean isReadable, boolean canCollect) {
    String name = "source";
    if (isReadable) {
      return Check.ok(name, "the full collector (" + source.name() + ")");
    }
    return canCollect
        ? Check.ok(name, "tcp_info until something is switched on, then the full collector")
        : Check.missing(
            name,
            "tcp_info only: the table and some members, for a connection's whole life",
            "mend what is missing above");
  }
}
