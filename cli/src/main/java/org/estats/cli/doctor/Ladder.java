package org.estats.cli.doctor;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.estats.Absence;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;
import org.estats.linux.collector.CollectorStatus;
import org.estats.linux.collector.Hook;
import org.estats.linux.diag.TcpInfoSnapshot;
import org.estats.linux.proc.Cgroups;
import org.estats.linux.provenance.Provenance;

/// How much of the whole there is for this user on this machine, in three steps, and which members
/// each step below the first loses.
enum Ladder {
  FULL,
  /// States other than ESTABLISHED are not watched.
  WITHOUT_SOCK_OPS,
  /// The table and `tcp_info`.
  SOCK_DIAG;

  private static final String NAME = "step";
  private static final String CALLBACK = "on_sock_ops";

  /// The step on which this user stands, or will once something is switched on.
  ///
  /// @param watchesPastEstablished whether this kernel lets the callback see segments
  static Ladder of(CollectorStatus status, boolean canCollect, boolean watchesPastEstablished) {
    if (!canCollect) {
      return SOCK_DIAG;
    }
    boolean isRunning = status.hooks().stream().anyMatch(Hook::isAttached);
    boolean hasPlace =
        isRunning
            ? status.hooks().stream().anyMatch(h -> isCallback(h) && h.isAttached())
            : Cgroups.wholeRoot().isPresent();
    return hasPlace && watchesPastEstablished ? FULL : WITHOUT_SOCK_OPS;
  }

  /// Whether a hook is the one that the second step lacks.
  static boolean isCallback(Hook hook) {
    return hook.name().equals(CALLBACK);
  }

  /// The members that this step never gives, or the second not past ESTABLISHED.
  List<Member> lost() {
    Set<Member> given = TcpInfoSnapshot.given();
    Predicate<Member> isLost =
        switch (this) {
          case FULL -> m -> false;
          case WITHOUT_SOCK_OPS -> m -> Provenance.of(m).absences().contains(Absence.UNWATCHED);
          case SOCK_DIAG -> m -> !given.contains(m);
        };
    return Catalogue.members().stream().filter(isLost).map(Member.class::cast).toList();
  }

  Check check() {
    List<Member> lost = lost();
    String names = lost.stream().map(Member::qualifiedName).collect(Collectors.joining(", "));
    return switch (this) {
      case FULL -> Check.ok(NAME, "1 of 3, the full collector");
      case WITHOUT_SOCK_OPS ->
          Check.note(
              NAME,
              "2 of 3, the collector without sock_ops: of a connection past ESTABLISHED "
                  + lost.size()
                  + " members are absent: "
                  + names,
              "where cgroup v2 is not to be seen whole, as in a container: mount -t cgroup2 none"
                  + " DIRECTORY on the host, or run there; then 'enable' once more");
      case SOCK_DIAG ->
          Check.missing(
              NAME,
              "3 of 3, sock_diag only: what tcp_info has, for a connection's whole life; absent"
                  + " are "
                  + lost.size()
                  + " of "
                  + Catalogue.members().size()
                  + " members: "
                  + names,
              "mend what is missing above");
    };
  }
}
