package org.estats;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.estats.catalogue.Group;
import org.estats.catalogue.Switch;

/// The extended statistics of one connection.
///
/// ```java
/// Estats stats = Estats.of(channel);
/// stats.enable(Group.PATH);
/// // ... traffic ...
/// System.out.println(stats.read().path().pktsRetrans());
/// ```
public final class Estats {

  private final EstatsSource source;
  private final Connection connection;

  private Estats(EstatsSource source, Connection connection) {
    this.source = Objects.requireNonNull(source, "source");
    this.connection = Objects.requireNonNull(connection, "connection");
  }

  /// The statistics of a connected channel of this program.
  ///
  /// @throws IOException if the channel is closed
  public static Estats of(SocketChannel channel) throws IOException {
    return of(Connection.of(channel));
  }

  /// The statistics of a connected socket of this program.
  public static Estats of(Socket socket) {
    return of(Connection.of(socket));
  }

  /// The statistics of any connection of this machine.
  public static Estats of(Connection connection) {
    return new Estats(system(), connection);
  }

  /// The statistics of a connection that a given source knows.
  public static Estats of(EstatsSource source, Connection connection) {
    return new Estats(source, connection);
  }

  /// The connection table of this machine, as the caller's network namespace shows it.
  public static List<ConnectionRow> connections() {
    return system().connections();
  }

  /// The last words of connections that have ended, the oldest that is kept first, then those to
  /// come.
  ///
  /// @throws EstatsException NOT_SUPPORTED, ACCESS_DENIED
  public static ClosedReader closed() {
    return system().closed();
  }

  /// The best source of this machine.
  ///
  /// @throws EstatsException NOT_SUPPORTED if there is none
  public static EstatsSource system() {
    return Machine.SOURCE.orElseThrow(() ->
        new EstatsException(
            EstatsException.Kind.NOT_SUPPORTED,
            "no source of TCP statistics works on this machine",
            "run 'estats doctor'"));
  }

  /// The connection these statistics are of.
  public Connection connection() {
    return connection;
  }

  /// Switches groups on. A group that is on already is left alone.
  public void enable(Group... groups) {
    source.set(connection, switches(groups), EnumSet.noneOf(Switch.class));
  }

  /// Switches groups off. Switched on again, they start from zero.
  public void disable(Group... groups) {
    source.set(connection, EnumSet.noneOf(Switch.class), switches(groups));
  }

  /// One moment of the connection.
  public Snapshot read() {
    return source.get(connection);
  }

  private static Set<Switch> switches(Group... groups) {
    EnumSet<Switch> switches = EnumSet.noneOf(Switch.class);
    for (Group group : groups) {
      switches.addAll(group.switches());
    }
    return switches;
  }

  /// Holds the machine's source, found when it is first asked for.
  private static final class Machine {
    static final Optional<EstatsSource> SOURCE = find();

    /// In the modules beside this one first: to look through a class path too takes a command
    /// longer than to read a connection.
    private static Optional<EstatsSource> find() {
      ModuleLayer layer = Estats.class.getModule().getLayer();
      Optional<EstatsSource> found =
          layer == null ? Optional.empty() : best(ServiceLoader.load(layer, EstatsSource.class));
      return found.isPresent() ? found : best(ServiceLoader.load(EstatsSource.class));
    }

    private static Optional<EstatsSource> best(Iterable<EstatsSource> sources) {
      EstatsSource best = null;
      for (EstatsSource source : sources) {
        if (source.rank() >= 0 && (best == null || source.rank() > best.rank())) {
          best = source;
        }
      }
      return Optional.ofNullable(best);
    }
  }
}
