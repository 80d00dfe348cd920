package org.estats.server.sample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.linux.diag.DumpQuery;
import org.estats.linux.diag.SockDiag;
import org.estats.linux.diag.SocketView;
import org.estats.linux.diag.TcpInfoSnapshot;
import org.estats.server.series.SeriesStore;

/// Looks at all connections of the network namespace its thread is in: the table first, which also
/// has the kernel give every socket its cookie; then what is collected; then, of those of which
/// nothing is, what `tcp_info` has.
final class Census {

  /// So many connections are looked up one by one; for more the whole table is read once more.
  private static final int LOOKED_UP_MAX = 32;

  /// A cookie that is not known, for a socket the kernel has not given one.
  private static final long NO_COOKIE = 0;

  private final EstatsSource source;
  private final SeriesStore series;
  private final Map<Long, Tracked> tracked;

  Census(EstatsSource source, SeriesStore series, Map<Long, Tracked> tracked) {
    this.source = source;
    this.series = series;
    this.tracked = tracked;
  }

  /// Looks, and brings what is tracked up to date.
  void take(long tick) {
    try (SockDiag diag = SockDiag.open()) {
      List<Tracked> here = new ArrayList<>();
      diag.forEach(DumpQuery.TABLE, view -> see(view, tick, here));
      source.forEach(true, this::read);
      fillUp(diag, here);
    }
  }

  private void see(SocketView view, long tick, List<Tracked> here) {
    long cookie = view.cookie();
    if (cookie == NO_COOKIE) {
      return;
    }
    Tracked known = tracked.get(cookie);
    if (known == null) {
      known = new Tracked(view.row(), series);
      tracked.put(cookie, known);
    }
    boolean isNew =
        known.see(
            tick,
            view.state(),
            view.uid(),
            view.inode(),
            view.receiveQueueBytes(),
            view.sendQueueBytes());
    if (isNew) {
      here.add(known);
    }
  }

  private void read(Snapshot snapshot) {
    Tracked known = tracked.get(snapshot.connection().cookie());
    if (known != null) {
      known.read(snapshot);
    }
  }

  private void fillUp(SockDiag diag, List<Tracked> here) {
    List<Tracked> bare = here.stream().filter(Tracked::needsSnapshot).toList();
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
