package org.estats.cli.select;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.TcpState;
import org.estats.cli.select.Selection.Selected;
import org.estats.filter.Filter;
import org.estats.filter.RowTerm;
import org.estats.linux.LinuxSource;
import org.estats.linux.proc.NetworkNamespace;

/// The connections that a command works on: those a filter selects, as far as they are of a state
/// in which there are statistics.
///
/// @param connections the connections, sorted as text
/// @param notEntered namespaces that were to be looked into and could not be entered
public record Targets(List<Connection> connections, List<NetworkNamespace> notEntered) {

  static final Comparator<Connection> ORDER =
      (a, b) -> {
        int byText = a.toString().compareTo(b.toString());
        return byText != 0 ? byText : Long.compare(a.netns(), b.netns());
      };

  /// Looks for them. A connection that the filter names as it is printed is taken without a look at
  /// the table, so it may not exist.
  ///
  /// @throws EstatsException NOT_FOUND if there is none
  public static Targets of(EstatsSource source, Filter filter) {
    if (namesOne(filter)) {
      Connection named = filter.connection().orElseThrow();
      long netns = filter.namespace().orElse(Connection.CALLERS_NETNS);
      return new Targets(
          List.of(
              new Connection(
                  named.local(),
                  named.remote(),
                  netns,
                  Connection.ANY_DEVICE,
                  Connection.UNKNOWN_COOKIE)),
          List.of());
    }
    Selection selection = Selection.of(source, filter, false);
    List<Connection> connections =
        selection.connections().stream()
            .map(Selected::row)
            .filter(row -> row.state().isSynchronised())
            .map(row -> row.connection())
            .sorted(ORDER)
            .toList();
    if (connections.isEmpty()) {
      throw none(filter, selection);
    }
    return new Targets(connections, selection.notEntered());
  }

  private static boolean namesOne(Filter filter) {
    return filter.connection().isPresent()
        && !filter.allNamespaces()
        && filter.terms().stream()
            .allMatch(t -> t instanceof RowTerm.Exactly || t instanceof RowTerm.Netns)
        && filter.terms().stream().filter(RowTerm.Exactly.class::isInstance).count() == 1;
  }

  /// The error that nothing meets a filter, with the reason if one can be told.
  public static EstatsException none(Filter filter, Selection selection) {
    if (!selection.connections().isEmpty()) {
      Map<TcpState, Long> states =
          selection.connections().stream()
              .collect(
                  Collectors.groupingBy(s -> s.row().state(), TreeMap::new, Collectors.counting()));
      String counts =
          states.entrySet().stream()
              .map(e -> e.getValue() + " in " + e.getKey())
              .collect(Collectors.joining(", "));
      return notFound(
          "what matches " + filter + " has no statistics: " + counts,
          "wait until a connection is established, or see: estats help enable, --new");
    }
    String message = "no connection matches " + filter;
    if (!selection.notEntered().isEmpty()) {
      return notFound(
          message + " (" + selection.notEntered().size() + " namespaces could not be entered)",
          "run as root");
    }
    return filter.needsOwner() && selection.processesUnreadable() > 0
        ? notFound(message + " (processes of other users cannot be seen)", "run as root")
        : notFound(message, "see: estats list");
  }

  /// The error that no connection with statistics meets a filter just now.
  public static EstatsException noneNow(Filter filter) {
    return notFound("no established connection matches " + filter, "see: estats list");
  }

  private static EstatsException notFound(String message, String remedy) {
    return new EstatsException(EstatsException.Kind.NOT_FOUND, message, remedy);
  }

  /// Works on each, inside its namespace; each namespace is entered once.
  ///
  /// @return of each namespace that has ended meanwhile, and its connections with it, the error
  public List<EstatsException> forEach(Consumer<Connection> work) {
    Map<Long, List<Connection>> byNamespace = new TreeMap<>();
    for (Connection c : connections) {
      byNamespace.computeIfAbsent(c.netns(), n -> new ArrayList<>()).add(c);
    }
    List<EstatsException> gone = new ArrayList<>();
    byNamespace.forEach((netns, inside) -> {
      try {
        LinuxSource.in(
            netns,
            () -> {
              inside.forEach(work);
              return null;
            });
      } catch (EstatsException e) {
        if (e.kind() != EstatsException.Kind.NOT_FOUND) {
          throw e;
        }
        gone.add(e);
      }
    });
    return gone;
  }
}
