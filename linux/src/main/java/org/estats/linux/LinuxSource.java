package org.estats.linux;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.estats.ClosedReader;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.EstatsException;
import org.estats.HeldRow;
import org.estats.Owner;
import org.estats.Snapshot;
import org.estats.Switched;
import org.estats.SwitchedCount;
import org.estats.catalogue.Switch;
import org.estats.filter.Filter;
import org.estats.linux.bpf.ClosedRecords;
import org.estats.linux.bpf.Collector;
import org.estats.linux.bpf.HeldSockets;
import org.estats.linux.bpf.ManyConnections;
import org.estats.linux.bpf.OneConnection;
import org.estats.linux.bpf.OneConnection.SetDone;
import org.estats.linux.diag.DumpQuery;
import org.estats.linux.diag.SockDiag;
import org.estats.linux.diag.TcpInfoSnapshot;
import org.estats.linux.proc.BootClock;
import org.estats.linux.proc.HeldNamespace;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.linux.proc.NetworkNamespaces;
import org.estats.linux.proc.SocketOwners;
import org.estats.table.SnapshotTable;
import org.estats.table.TableReader;
import org.estats.table.TableRequest;
import org.estats.table.TableSource;

/// The statistics of this machine: the collector in the kernel, and `tcp_info` where that is not
/// loaded.
public final class LinuxSource implements TableSource {

  private static final int RANK = 100;

  /// How often the collector is loaded for one set, should others take it away each time.
  private static final int LOADINGS = 20;

  /// An answer of `tcp_info` that took longer is asked for again, for it carries no time of its
  /// own, and rates are told by when it was.
  private static final long MOMENT_NANOS = 5_000_000;

  private static final int MOMENT_TRIES = 3;

  /// What the kernel half of this version collects.
  private static final Set<Switch> COLLECTABLE = EnumSet.allOf(Switch.class);

  private final Settling settling = new Settling();

  /// For [java.util.ServiceLoader]; opens nothing yet.
  public LinuxSource() {}

  @Override
  public String name() {
    return Collector.isLoaded() ? "bpf" : "sock_diag";
  }

  @Override
  public int rank() {
    return System.getProperty("os.name").equals("Linux") ? RANK : -1;
  }

  @Override
  public Set<Switch> collectable() {
    return EnumSet.copyOf(COLLECTABLE);
  }

  @Override
  public List<ConnectionRow> connections() {
    try (SockDiag diag = SockDiag.open()) {
      return diag.connections();
    }
  }

  @Override
  public List<ConnectionRow> connections(Filter filter) {
    try (SockDiag diag = SockDiag.open()) {
      return diag.connections(filter);
    }
  }

  @Override
  public List<HeldRow> heldConnections() {
    List<ConnectionRow> rows = connections();
    SocketOwners owners = SocketOwners.of(rows.stream().map(ConnectionRow::inode).toList());
    return rows.stream()
        .map(row -> new HeldRow(row, owners.of(row.inode()).map(Owner::pid).orElse(HeldRow.NOBODY)))
        .toList();
  }

  @Override
  public List<ConnectionRow> ownConnections() {
    Set<Long> own = SocketOwners.ownInodes();
    return connections().stream().filter(row -> own.contains(row.inode())).toList();
  }

  @Override
  public boolean maySet() {
    return OneConnection.maySet().orElseGet(Collector::mayLoad);
  }

  @Override
  public void set(Connection connection, Set<Switch> on, Set<Switch> off) {
    requireCollectable(on);
    in(
        connection.netns(),
        () -> {
          SetDone done = setHere(connection, mask(on), mask(off));
          if (done.isUnsettled()) {
            settling.request();
          }
          return null;
        });
  }

  @Override
  public Switched set(Collection<Connection> connections, Set<Switch> on, Set<Switch> off) {
    requireCollectable(on);
    SwitchedCount count = new SwitchedCount();
    Map<Long, List<Connection>> byNamespace = new TreeMap<>();
    connections.forEach(c -> byNamespace.computeIfAbsent(c.netns(), _ -> new ArrayList<>()).add(c));
    byNamespace.forEach((netns, inside) -> {
      try {
        in(
            netns,
            () -> {
              new SettingMany(mask(on), mask(off), count).run(inside);
              return null;
            });
      } catch (EstatsException e) {
        count.failed(e); // the namespace has ended
      }
    });
    return count.sum();
  }

  private static void requireCollectable(Set<Switch> on) {
    for (Switch s : on) {
      if (!COLLECTABLE.contains(s)) {
        throw new EstatsException(
            EstatsException.Kind.NOT_SUPPORTED,
            s.switchName() + " is not collected by this version of Estats");
      }
    }
  }

  /// Switches a connection of the caller's namespace.
  static SetDone setHere(Connection connection, int on, int off) {
    return onItsDevice(connection, c -> setOn(c, on, off));
  }

  private static SetDone setOn(Connection connection, int on, int off) {
    Optional<SetDone> done = OneConnection.set(connection, on, off);
    // Others may detach what was idle, or unload, between the loading and the set.
    for (int i = 0; done.isEmpty() && i < LOADINGS; i++) {
      if (on == 0 && !Collector.isLoaded()) {
        fromTcpInfo(connection); // must be there; what is not loaded is off
        return new SetDone(0, false);
      }
      if (deviceOf(connection).isEmpty()) {
        throw notFound(connection); // nothing is loaded for a connection that is not there
      }
      Collector.ensureRunning(on);
      done = OneConnection.set(connection, on, off);
    }
    return done.orElseThrow(LinuxSource::comesAndGoes);
  }

  @Override
  public Snapshot get(Connection connection) {
    return in(connection.netns(), () -> onItsDevice(connection, LinuxSource::getHere));
  }

  @Override
  public Snapshot unswitched(Connection connection) {
    return fromTcpInfo(connection);
  }

  private static Snapshot getHere(Connection connection) {
    Optional<Snapshot> found = OneConnection.get(connection);
    if (found.isEmpty() && Collector.isLoaded() && Collector.mend()) {
      found = OneConnection.get(connection);
    }
    return found.orElseGet(() -> fromTcpInfo(connection));
  }

  /// Does something with a connection; should it not be found, and its device not be known, then
  /// with the same on the device its socket is bound to. The kernel looks a socket up as if on one
  /// device, and finds a bound one only on its own.
  private static <T> T onItsDevice(Connection connection, Function<Connection, T> work) {
    try {
      return work.apply(connection);
    } catch (EstatsException e) {
      if (e.kind() != EstatsException.Kind.NOT_FOUND
          || connection.device() != Connection.ANY_DEVICE) {
        throw e;
      }
      int device = deviceOf(connection).orElse(Connection.ANY_DEVICE);
      if (device == Connection.ANY_DEVICE) {
        throw e;
      }
      return work.apply(
          new Connection(
              connection.local(),
              connection.remote(),
              connection.netns(),
              device,
              connection.cookie()));
    }
  }

  /// What `tcp_info` tells of a connection, for its whole life; needs no right and no collector.
  ///
  /// @throws EstatsException NOT_FOUND
  public static Snapshot fromTcpInfo(Connection connection) {
    return in(
        connection.netns(),
        () -> {
          try (SockDiag diag = SockDiag.open()) {
            for (int tries = 1; ; tries++) {
              long asked = BootClock.nanos();
              Optional<Snapshot> found =
                  diag.find(connection)
                      .flatMap(socket -> TcpInfoSnapshot.of(socket, Instant.now()));
              long answered = BootClock.nanos();
              if (answered - asked < MOMENT_NANOS || tries == MOMENT_TRIES) {
                return found
                    .map(s -> s.takenAtUptime(OptionalLong.of((asked + answered) / 2)))
                    .orElseThrow(() -> notFound(connection));
              }
            }
          }
        });
  }

  /// The same of every connection of the caller's namespace that has statistics, in one walk. On a
  /// busy connection a few members that [#fromTcpInfo] could give are absent as ambiguous.
  ///
  /// @param filter connections that do not meet it may be left out
  public static void forEachFromTcpInfo(Filter filter, Consumer<Snapshot> reader) {
    try (SockDiag diag = SockDiag.open()) {
      Instant now = Instant.now();
      diag.forEach(
          DumpQuery.DIAGNOSIS.withFilter(filter),
          socket -> TcpInfoSnapshot.of(socket, now).ifPresent(reader));
    }
  }

  @Override
  public void forEach(boolean onlyOn, Consumer<Snapshot> reader) {
    forEach(onlyOn, Filter.all(), reader);
  }

  @Override
  public void forEach(boolean onlyOn, Filter filter, Consumer<Snapshot> reader) {
    if (!onlyOn) {
      ManyConnections.readAll(filter, reader);
      return;
    }
    List<Connection> busy = new ArrayList<>();
    ManyConnections.readOn(NetworkNamespace.ownInode(), filter, reader, busy::add);
    get(busy).forEach(reader);
  }

  @Override
  public TableReader tables(TableRequest request) {
    return new LinuxTables(request);
  }

  /// A table of what `tcp_info` tells, whatever is loaded: for who may not read more.
  public static SnapshotTable tableFromTcpInfo(TableRequest request) {
    return LinuxTables.ofTcpInfo(request);
  }

  @Override
  public ClosedReader closed() {
    return ClosedRecords.open()
        .orElseThrow(() ->
            new EstatsException(
                EstatsException.Kind.NOT_SUPPORTED,
                "no final records: the collector is not loaded, and tcp_info ends with the"
                    + " connection",
                "switch something on: estats enable --new port=443"));
  }

  @Override
  public void close() {
    settling.await();
  }

  /// Runs work in a network namespace, on a thread of its own unless it is the caller's.
  public static <T> T in(long netns, NetworkNamespace.Work<T, RuntimeException> work) {
    if (netns == Connection.CALLERS_NETNS || netns == NetworkNamespace.ownInode()) {
      return work.run();
    }
    return NetworkNamespaces.find()
        .withInode(netns)
        .or(() -> HeldNamespace.withInode(netns))
        .orElseThrow(() ->
            new EstatsException(
                EstatsException.Kind.NOT_FOUND,
                "no network namespace " + netns,
                "see: ls -l /proc/*/ns/net"))
        .call(work);
  }

  /// Who holds which sockets: told by the kernel half where it is loaded and the caller may read
  /// it, else read from `/proc`.
  public static SocketOwners owners() {
    return SocketOwners.toldBy(HeldSockets::read).orElseGet(SocketOwners::ofAll);
  }

  /// The network namespaces that can be found from here, those that only an open file keeps
  /// included: told by the kernel half where it is loaded and the caller may read it, else looked
  /// for in `/proc` among every open file of the machine.
  public static NetworkNamespaces namespaces() {
    return HeldSockets.namespaces();
  }

  private static Optional<Integer> deviceOf(Connection connection) {
    try (SockDiag diag = SockDiag.open()) {
      return diag.find(connection).map(f -> f.row().connection().device());
    }
  }

  private static int mask(Set<Switch> switches) {
    return switches.stream().mapToInt(Switch::bit).reduce(0, (a, b) -> a | b);
  }

  private static EstatsException comesAndGoes() {
    return new EstatsException(
        EstatsException.Kind.BUSY,
        "the collector is loaded and unloaded all the time",
        "try again");
  }

  private static EstatsException notFound(Connection connection) {
    return new EstatsException(
        EstatsException.Kind.NOT_FOUND, "no connection " + connection, "see: estats list");
  }
}
