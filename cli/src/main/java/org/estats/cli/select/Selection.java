package org.estats.cli.select;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.estats.ConnectionRow;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.Owner;
import org.estats.filter.Filter;
import org.estats.linux.LinuxSource;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.linux.proc.SocketOwners;
import org.estats.table.TableSource;

/// The connections that a filter selects: out of this namespace, another, or all.
///
/// @param connections the connections, in no order
/// @param notEntered namespaces that were to be looked into and could not be entered
/// @param processesUnreadable how many processes did not let their sockets be seen; 0 if nobody
///   looked
/// @param namespaceHolders as in [SocketOwners#namespaceHolders()]
public record Selection(
    List<Selected> connections,
    List<NetworkNamespace> notEntered,
    int processesUnreadable,
    Optional<Set<Integer>> namespaceHolders) {

  /// A connection and, where it was looked for and found, the process that holds it.
  ///
  /// @param row its row of the table
  /// @param owner the process
  public record Selected(ConnectionRow row, Optional<Owner> owner) {}

  /// Looks for connections.
  ///
  /// @param withOwners whether owners are wanted even if no term asks for them
  /// @throws EstatsException NOT_FOUND if the filter names a namespace that is not there,
  ///   ACCESS_DENIED if it may not be entered
  public static Selection of(EstatsSource source, Filter filter, boolean withOwners) {
    List<NetworkNamespace> notEntered = new ArrayList<>();
    boolean needsOwners = withOwners || filter.needsOwner();
    boolean isNarrow = !filter.needsOwner() && !filter.ofEnds().terms().isEmpty();
    // Beside the reading of the table; not where there may be nobody to ask for.
    Holders holders = needsOwners && !isNarrow ? Holders.lookUp() : Holders.none();
    boolean takesAll = filter.terms().isEmpty();
    List<ConnectionRow> rows = table(source, filter, notEntered);
    if (needsOwners && isNarrow && !rows.isEmpty()) {
      holders = Holders.lookUp();
    }
    SocketOwners owners = holders.of(rows.size(), i -> rows.get(i).inode());
    List<Selected> selected = new ArrayList<>(rows.size());
    for (ConnectionRow row : rows) {
      boolean isMeant =
          takesAll
              || filter.matches(
                  row,
                  () -> holders(owners, row.inode()),
                  () -> Statistics.combined(source, row.connection()));
      if (isMeant) {
        selected.add(new Selected(row, owners.of(row.inode())));
      }
    }
    return new Selection(
        selected, notEntered, owners.processesUnreadable(), owners.namespaceHolders());
  }

  /// Every process that holds the socket; of those beside the one that is shown, the number only.
  private static Collection<Owner> holders(SocketOwners owners, long inode) {
    Map<Integer, Owner> byPid = new HashMap<>();
    owners.pids(inode).forEach(pid -> byPid.put(pid, new Owner(pid, "", "")));
    owners.of(inode).ifPresent(owner -> byPid.put(owner.pid(), owner));
    return byPid.values();
  }

  private static List<ConnectionRow> table(
      EstatsSource source, Filter filter, List<NetworkNamespace> notEntered) {
    if (!filter.allNamespaces()) {
      return filter.namespace().isPresent()
          ? LinuxSource.in(
              filter.namespace().getAsLong(), () -> TableSource.connections(source, filter))
          : TableSource.connections(source, filter);
    }
    List<ConnectionRow> rows = new ArrayList<>();
    for (NetworkNamespace namespace : LinuxSource.namespaces().all()) {
      try {
        rows.addAll(namespace.call(() -> TableSource.connections(source, filter)));
      } catch (EstatsException e) {
        if (e.kind() != EstatsException.Kind.NOT_FOUND) {
          notEntered.add(namespace);
        }
      }
    }
    return rows;
  }
}
