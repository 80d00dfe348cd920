package org.estats;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.estats.catalogue.Switch;

/// Where statistics come from: a kernel, Windows' own API, a capture. Found by
/// [java.util.ServiceLoader].
///
/// Every method may throw [EstatsException]. Sources are safe for use by many threads.
public interface EstatsSource extends AutoCloseable {

  /// A short name for people: `bpf`, `sock_diag`.
  String name();

  /// Which of several usable sources is preferred: the highest. Negative if it cannot work here.
  int rank();

  /// The switches this source can turn on.
  Set<Switch> collectable();

  /// The connection table of the caller's network namespace, listeners and TIME-WAIT included.
  List<ConnectionRow> connections();

  /// The same with the processes that hold the sockets, as far as the caller may know them.
  default List<HeldRow> heldConnections() {
    return connections().stream().map(row -> new HeldRow(row, HeldRow.NOBODY)).toList();
  }

  /// The rows of the sockets that this program holds itself, its listeners included.
  default List<ConnectionRow> ownConnections() {
    int self = Math.toIntExact(ProcessHandle.current().pid());
    return heldConnections().stream().filter(held -> held.pid() == self).map(HeldRow::row).toList();
  }

  /// Whether the caller has the right to switch collection on and off; changes nothing. Where that
  /// cannot be known beforehand, it is true and [#set] tells.
  default boolean maySet() {
    return true;
  }

  /// Switches collection of a connection on and off. A switch that already stands as asked is left
  /// alone.
  ///
  /// @throws EstatsException NOT_FOUND, ACCESS_DENIED, NOT_SUPPORTED, BUSY
  void set(Connection connection, Set<Switch> on, Set<Switch> off);

  /// Switches several connections in one go, and finishes what that puts off. Those that cannot be
  /// switched do not keep the others from it.
  ///
  /// @throws EstatsException ACCESS_DENIED, NOT_SUPPORTED
  default Switched set(Collection<Connection> connections, Set<Switch> on, Set<Switch> off) {
    SwitchedCount count = new SwitchedCount();
    for (Connection connection : connections) {
      try {
        Set<Switch> before = get(connection).on();
        set(connection, on, off);
        count.done(before.containsAll(on) && off.stream().noneMatch(before::contains));
      } catch (EstatsException e) {
        count.failed(e);
      }
    }
    return count.sum();
  }

  /// One moment of a connection.
  ///
  /// @throws EstatsException NOT_FOUND, ACCESS_DENIED, BUSY
  Snapshot get(Connection connection);

  /// One moment of a connection by what the system keeps of it anyway, for its whole life; needs
  /// nothing switched on and no right. The same as [#get(Connection)] where there is no such thing.
  ///
  /// @throws EstatsException NOT_FOUND
  default Snapshot unswitched(Connection connection) {
    return get(connection);
  }

  /// One moment of each of several connections; those that are gone are left out.
  default List<Snapshot> get(Collection<Connection> connections) {
    return connections.stream()
        .flatMap(c -> {
          try {
            return Stream.of(get(c));
          } catch (EstatsException e) {
            if (e.kind() == EstatsException.Kind.NOT_FOUND) {
              return Stream.empty();
            }
            throw e;
          }
        })
        .toList();
  }

  /// One moment of every connection of the caller's namespace that has statistics.
  ///
  /// @param onlyOn whether to leave out connections on which nothing is switched on
  void forEach(boolean onlyOn, Consumer<Snapshot> reader);

  /// A reader of the final records of connections on which anything was switched on, of all network
  /// namespaces. It begins with the oldest that is kept.
  ///
  /// @throws EstatsException NOT_SUPPORTED if this source keeps none, ACCESS_DENIED
  default ClosedReader closed() {
    throw new EstatsException(
        EstatsException.Kind.NOT_SUPPORTED,
        name() + " keeps nothing of connections that have ended");
  }

  /// Finishes what was begun, such as work put off for the sake of speed.
  @Override
  void close();
}
