package org.estats.windows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.HeldRow;
import org.estats.Snapshot;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Switch;
import org.estats.win32.Family;
import org.estats.win32.NativeIpHlpApi;
import org.estats.win32.NativeIpHlpApi.Structured;
import org.estats.win32.Structure;
import org.estats.win32.TcpEstats;
import org.estats.win32.TcpMib;
import org.estats.win32.WinError;

/// The statistics that Windows itself keeps.
///
/// A group is read in one call; the groups of a snapshot are moments shortly after one another.
/// Each reading looks the connection up in the tables first, for its state and its scopes. Windows
/// does not say when a switch was turned on, nor what counters began with, so their first reading
/// is a base for differences and no total. They are as narrow as in the structures.
public final class WindowsSource implements EstatsSource, NativeIpHlpApi.Holder {

  private static final int RANK = 100;

  private final Supplier<NativeIpHlpApi> library;
  private NativeIpHlpApi calls;

  /// For [java.util.ServiceLoader]; loads nothing yet.
  public WindowsSource() {
    this(IpHlpApiDll::ofThisMachine);
  }

  /// A source over another library with the same exports.
  WindowsSource(Supplier<NativeIpHlpApi> library) {
    this.library = library;
  }

  @Override
  public synchronized NativeIpHlpApi ipHlpApi() {
    if (calls == null) {
      calls = library.get();
    }
    return calls;
  }

  @Override
  public String name() {
    return "iphlpapi";
  }

  @Override
  public int rank() {
    return System.getProperty("os.name").startsWith("Windows") ? RANK : -1;
  }

  @Override
  public Set<Switch> collectable() {
    return EnumSet.allOf(Switch.class);
  }

  @Override
  public List<ConnectionRow> connections() {
    return heldConnections().stream().map(HeldRow::row).toList();
  }

  @Override
  public List<HeldRow> heldConnections() {
    return tables().all().stream()
        .filter(found -> found.row().local().isIpv4() == found.row().remote().isIpv4())
        .map(found ->
            new HeldRow(
                new ConnectionRow(
                    found.row().connection(),
                    TcpMib.state(found.row().state()),
                    ConnectionRow.UNKNOWN,
                    0,
                    ConnectionRow.UNKNOWN,
                    ConnectionRow.UNKNOWN),
                found.row().pid()))
        .toList();
  }

  /// Asks with a row of zeros, which no connection has: the right is looked at before the row is.
  @Override
  public boolean maySet() {
    try (Arena arena = Arena.ofConfined()) {
      Structure rw = TcpEstats.TCP_ESTATS_DATA_RW_v0;
      Structured off = new Structured(arena.allocate(rw.layout()), 0, rw.byteSize());
      MemorySegment nobody = arena.allocate(Family.IPV4.row().layout());
      int code = ipHlpApi().set(Family.IPV4, nobody, TcpEstats.TcpConnectionEstatsData, off, 0);
      return code != WinError.ERROR_ACCESS_DENIED;
    }
  }

  @Override
  public void set(Connection connection, Set<Switch> on, Set<Switch> off) {
    TcpTables.Found row = find(connection);
    for (Group group : Group.values()) {
      if (group.switches().stream().anyMatch(s -> on.contains(s) || off.contains(s))) {
        set(row, group, on, off);
      }
    }
  }

  private void set(TcpTables.Found row, Group group, Set<Switch> on, Set<Switch> off) {
    Structure rw = TcpEstats.rw(group).orElseThrow();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate(rw.layout());
      for (Switch s : group.switches()) {
        int value =
            on.contains(s)
                ? TcpEstats.TcpBoolOptEnabled
                : off.contains(s) ? TcpEstats.TcpBoolOptDisabled : TcpEstats.TcpBoolOptUnchanged;
        rw.set(values, TcpEstats.memberOf(s), value);
      }
      Structured given = new Structured(values, 0, rw.byteSize());
      int code = ipHlpApi().set(row.family(), row.structure(arena), group.ordinal(), given, 0);
      if (code != WinError.NO_ERROR) {
        throw StatusCode.failure(
            "switch " + group.estatsName() + " of " + row.row().connection(), code);
      }
    }
  }

  @Override
  public Snapshot get(Connection connection) {
    return read(find(connection));
  }

  private Snapshot read(TcpTables.Found row) {
    long[] raw = new long[Catalogue.members().size()];
    Map<Switch, Instant> on = new EnumMap<>(Switch.class);
    Instant now = Instant.now();
    try (Arena arena = Arena.ofConfined()) {
      for (Group group : Group.values()) {
        GroupReading reading = GroupReading.of(ipHlpApi(), arena, row, group);
        reading.store(raw);
        reading.on().forEach(s -> on.put(s, null)); // since when, Windows does not say
      }
    }
    Connection connection = row.row().connection();
    return new Snapshot(connection, TcpMib.state(row.row().state()), now, on, raw).narrow();
  }

  @Override
  public void forEach(boolean onlyOn, Consumer<Snapshot> reader) {
    for (TcpTables.Found row : tables().all()) {
      if (hasStatistics(row)) {
        try {
          Snapshot snapshot = read(row);
          if (!onlyOn || !snapshot.on().isEmpty()) {
            reader.accept(snapshot);
          }
        } catch (EstatsException e) {
          if (e.kind() != EstatsException.Kind.NOT_FOUND) { // else it has ended meanwhile
            throw e;
          }
        }
      }
    }
  }

  private TcpTables tables() {
    return new TcpTables(ipHlpApi());
  }

  private TcpTables.Found find(Connection connection) {
    return tables()
        .find(connection)
        .filter(WindowsSource::hasStatistics)
        .orElseThrow(() -> StatusCode.failure("look up " + connection, WinError.ERROR_NOT_FOUND));
  }

  private static boolean hasStatistics(TcpTables.Found row) {
    return TcpMib.state(row.row().state()).isSynchronised()
        && row.row().local().isIpv4() == row.row().remote().isIpv4();
  }

  @Override
  public void close() {} // nothing is put off
}
