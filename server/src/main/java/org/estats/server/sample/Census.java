package org.estats.server.sample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.estats.EstatsException;
import org.estats.TcpState;
import org.estats.linux.LinuxSource;
import org.estats.linux.diag.DumpQuery;
import org.estats.linux.diag.SockDiag;
import org.estats.linux.diag.SocketView;
import org.estats.linux.diag.TcpInfoSnapshot;
import org.estats.server.series.SeriesStore;
import org.estats.table.ObjectTable;
import org.estats.table.Scope;
import org.estats.table.SnapshotTable;
import org.estats.table.TableReader;
import org.estats.table.TableRequest;

/// Looks at all connections of the network namespace its thread is in: first what is collected, out
/// of the kernel half's table, which also has the kernel give each socket its cookie; then, of
/// those of which nothing is, what `tcp_info` has; then listeners, requests and remnants.
final class Census {

  /// So many connections are looked up one by one; for more the whole table is read once more.
  private static final int LOOKED_UP_MAX = 32;

  /// A cookie that is not known, for a socket the kernel has not given one.
  private static final long NO_COOKIE = 0;

  /// Everything of every connection that has statistics.
  static final TableRequest REQUEST = TableRequest.of(Scope.STATISTICS).withInodes();

  private static final DumpQuery WITHOUT_STATISTICS =
      DumpQuery.of(
          EnumSet.copyOf(
              EnumSet.allOf(TcpState.class).stream().filter(s -> !s.isSynchronised()).toList()));

  private final TableReader reader;
  private final SeriesStore series;
  private final Map<Long, Tracked> tracked;

  /// @param reader of [#REQUEST]
  Census(TableReader reader, SeriesStore series, Map<Long, Tracked> tracked) {
    this.reader = reader;
    this.series = series;
    this.tracked = tracked;
  }

  /// Looks, and brings what is tracked up to date.
  void take(long tick) {
    List<Tracked> bare = new ArrayList<>();
    try (SnapshotTable table = table()) {
      boolean hasAll = table instanceof ObjectTable; // made of what sock_diag tells
      for (int row = 0; row < table.size(); row++) {
        Tracked known = see(table, row, tick);
        if (known == null) {
          continue;
        }
        if (table.on(row) != 0 || hasAll && known.needsSnapshot()) {
          known.read(table, row);
        } else if (known.needsSnapshot()) {
          bare.add(known);
        }
      }
    }
    try (SockDiag diag = SockDiag.open()) {
      if (!bare.isEmpty()) {
        fillUp(diag, bare);
      }
      diag.forEach(WITHOUT_STATISTICS, view -> see(view, tick));
    }
  }

  /// Who may not read what is collected, or finds another version's collector, sees what anybody
  /// may.
  private SnapshotTable table() {
    try {
      return reader.read();
    } catch (EstatsException e) {
      return switch (e.kind()) {
        case ACCESS_DENIED, NOT_SUPPORTED -> LinuxSource.tableFromTcpInfo(REQUEST);
        default -> throw e;
      };
    }
  }

  private void see(SocketView view, long tick) {
    if (view.cookie() != NO_COOKIE) {
      tracked
          .computeIfAbsent(view.cookie(), _ -> new Tracked(view.row().connection(), series))
          .see(
              tick,
              view.state(),
              view.uid(),
              view.inode(),
              view.receiveQueueBytes(),
              view.sendQueueBytes());
    }
  }

  /// What is kept of the connection of a row; null if it has no cookie, or was seen already.
  private Tracked see(SnapshotTable table, int row, long tick) {
    long cookie = table.cookie(row);
    if (cookie == NO_COOKIE) {
      return null;
    }
    Tracked known = tracked.get(cookie);
    if (known == null) {
      known = new Tracked(table.connection(row), series);
      tracked.put(cookie, known);
    }
    boolean isNew =
        known.see(
            tick,
            table.state(row),
            table.uid(row),
            table.inode(row),
            table.receiveQueueBytes(row),
            table.sendQueueBytes(row));
    return isNew ? known : null;
  }

  private void fillUp(SockDiag diag, List<Tracked> bare) {
    if (bare.size() <= LOOKED_UP_MAX) {
      bare.forEach(t -> lookUp(diag, t));
      return;
    }
    Map<Long, Tracked> wanted = HashMap.newHashMap(bare.size());
    bare.forEach(t -> wanted.put(t.identity().connection().cookie(), t));
    diag.forEach(
        DumpQuery.STATISTICS,
        view -> {
          Tracked of = wanted.get(view.cookie());
          if (of != null) {
            TcpInfoSnapshot.of(view, Instant.now()).ifPresent(of::read);
          }
        });
  }

  private void lookUp(SockDiag diag, Tracked bare) {
    try {
      diag.find(bare.identity().connection())
          .flatMap(found -> TcpInfoSnapshot.of(found, Instant.now()))
          .ifPresent(bare::read);
    } catch (EstatsException e) {
      if (e.kind() != EstatsException.Kind.NOT_FOUND) {
        throw e;
      }
    }
  }
}
