package org.estats.cli.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.estats.ConnectionRow;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.Owner;
import org.estats.filter.Filter;
import org.estats.linux.LinuxSource;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.linux.proc.NetworkNamespaces;
import org.estats.linux.proc.SocketOwners;

/// The connections that a filter selects: out of this namespace, another, or all.
///
/// @param connections the connections, in no order
/// @param notEntered namespaces that were to be looked into and could not be entered
/// @param processesUnreadable how many processes did not let their sockets be seen; 0 if nobody
///   looked
public record Selection(
    List<Selected> connections, List<NetworkNamespace> notEntered, int processesUnreadable) {

  /// A connection and, where it was looked for and found, the process that holds it.
  ///
  /// @param row its row of the table
  /// @param text the connection as it is printed
  /// @param owner the process
  public record Selected(ConnectionRow row, String text, Optional<Owner> owner) {}

  private static int compareTexts(Selected one, Selected other) {
    int texts = one.text().compareTo(other.text());
    return texts != 0
        ? texts
        : Long.compare(one.row().connection().netns(), other.row().connection().netns());
  }

  /// The connections in the order in which people want a table: what is alive first, listeners
  /// last, and within a state by this host's port, which keeps a service together.
  public List<Selected> forPeople() {
    // By number first: to compare texts of all with all takes longer than everything else.
    long[] keys = new long[connections.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = place(connections.get(i).row()) << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    Selected[] sorted = new Selected[keys.length];
    int start = 0;
    for (int i = 0; i < keys.length; i++) {
      sorted[i] = connections.get((int) keys[i]);
      if (keys[i] >>> Integer.SIZE != keys[start] >>> Integer.SIZE) {
        Arrays.sort(sorted, start, i, Selection::compareTexts);
        start = i;
      }
    }
    Arrays.sort(sorted, start, sorted.length, Selection::compareTexts);
    return Arrays.asList(sorted);
  }

  private static long place(ConnectionRow row) {
    return (long) rank(row) << Short.SIZE | row.connection().local().port();
  }

  /// Looks for connections.
  ///
  /// @param withOwners whether owners are wanted even if no term asks for them
  /// @throws EstatsException NOT_FOUND if the filter names a namespace that is not there,
  ///   ACCESS_DENIED if it may not be entered
  public static Selection of(EstatsSource source, Filter filter, boolean withOwners) {
    List<NetworkNamespace> notEntered = new ArrayList<>();
    boolean needsOwners = withOwners || filter.needsOwner();
    Holders holders = needsOwners ? Holders.lookUp() : Holders.none();
    boolean takesAll = filter.terms().isEmpty();
    List<ConnectionRow> table = table(source, filter, notEntered);
    List<ConnectionRow> rows =
        takesAll ? table : table.stream().filter(filter::matchesRow).toList();
    SocketOwners owners = holders.of(rows);
    List<Selected> selected = new ArrayList<>(rows.size());
    for (ConnectionRow row : rows) {
      boolean isMeant =
          takesAll
              || filter.matches(
                  row,
                  () -> holders(owners, row.inode()),
                  () -> Statistics.combined(source, row.connection()));
      if (isMeant) {
        String text = row.connection().toString();
        selected.add(new Selected(row, text, owners.of(row.inode())));
      }
    }
    return new Selection(selected, notEntered, owners.processesUnreadable());
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
          ? LinuxSource.in(filter.namespace().getAsLong(), source::connections)
          : source.connections();
    }
    List<ConnectionRow> rows = new ArrayList<>();
    for (NetworkNamespace namespace : NetworkNamespaces.find().withHeld().all()) {
      try {
        rows.addAll(namespace.call(source::connections));
      } catch (EstatsException e) {
        if (e.kind() != EstatsException.Kind.NOT_FOUND) {
          notEntered.add(namespace);
        }
      }
    }
    return rows;
  }

  private static int rank(ConnectionRow row) {
    return switch (row.state()) {
      case ESTABLISHED -> 0;
      case FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, CLOSING, LAST_ACK -> 1;
      case SYN_SENT, SYN_RECEIVED -> 2;
      case TIME_WAIT -> 3;
      case CLOSED -> 4;
      case LISTEN -> 5;
    };
  }
}
