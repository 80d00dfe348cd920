package org.estats.server.history;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.Ending;
import org.estats.Endpoint;
import org.estats.FinalRecord;
import org.estats.Owner;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;
import org.estats.server.sample.Board;
import org.estats.server.sample.Ended;
import org.estats.server.sample.Identity;
import org.estats.server.sample.Line;
import org.estats.server.sample.Rates;
import org.estats.server.sample.Totals;

/// Connections that nobody has opened, for what takes a day with real ones: their members change at
/// random, all of them at once where something goes on, so that they compress worse than real ones.
final class InventedCrowd {

  private final Instant began;
  private final double activity;
  private final Random random = new Random(42);
  private final Identity[] identities;
  private final Snapshot[] last;
  private long tick;

  /// @param began when everything was switched on
  /// @param activity the chance that something goes on at a connection from one board to the next
  InventedCrowd(int connections, Instant began, double activity) {
    this.began = began;
    this.activity = activity;
    identities = new Identity[connections];
    last = new Snapshot[connections];
    for (int i = 0; i < connections; i++) {
      byte[] remote = {10, (byte) (i >> 12), (byte) (i >> 4), (byte) (i & 15)};
      Connection c =
          new Connection(
              new Endpoint(address(10, 0, 0, 1), 443),
              new Endpoint(
                  address(remote[0], remote[1], remote[2], remote[3]), 30_000 + i % 20_000),
              4026531833L,
              0,
              1000L + i);
      identities[i] =
          new Identity(
              Identity.id(c.cookie()),
              c,
              c.toString(),
              c.local().toString(),
              c.remote().toString());
    }
  }

  private static InetAddress address(int a, int b, int c, int d) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /// All of them at a moment, each a little later than the one before, as a walk takes its time.
  Board board(Instant now) {
    List<Line> lines = new ArrayList<>(last.length);
    Map<String, Line> byId = HashMap.newHashMap(last.length);
    for (int i = 0; i < last.length; i++) {
      last[i] = next(i, now.plusNanos(i * 2_000L));
      Line line = line(i);
      lines.add(line);
      byId.put(line.identity().id(), line);
    }
    return new Board(++tick, now, lines, byId, Totals.of(lines));
  }

  /// One of them ends, after some last words.
  Ended end(int i, Instant now) {
    last[i] = next(i, now);
    FinalRecord record = new FinalRecord(last[i], 33, Ending.FIN);
    return new Ended(i, record, identities[i], Optional.empty(), Optional.empty());
  }

  /// What one of them has counted in all.
  long counted(int i, Member counter) {
    return last[i].raw(counter);
  }

  String id(int i) {
    return identities[i].id();
  }

  private Snapshot next(int i, Instant now) {
    long[] raw = new long[Catalogue.members().size()];
    if (last[i] == null) {
      Arrays.fill(raw, Absence.NO_SAMPLE_YET.code());
    }
    boolean isBusy = random.nextDouble() < activity;
    for (Member member : Catalogue.members()) {
      long before = last[i] == null ? 0 : Math.max(0, last[i].raw(member));
      raw[member.index()] =
          member.kind() == Kind.COUNTER
              ? before + (isBusy ? random.nextInt(1 << 1 + member.ordinal() % 16) : 0)
              : isBusy ? random.nextInt(1 << 20) : before;
    }
    Map<Switch, Instant> since = new EnumMap<>(Switch.class);
    for (Switch s : Switch.values()) {
      since.put(s, began);
    }
    return new Snapshot(identities[i].connection(), TcpState.ESTABLISHED, now, since, raw);
  }

  private Line line(int i) {
    return new Line(
        identities[i],
        TcpState.ESTABLISHED,
        33,
        0,
        0,
        0,
        Optional.of(new Owner(4711, "nginx.service", "nginx")),
        Optional.of(last[i]),
        0,
        Optional.empty(),
        Rates.NONE,
        Optional.empty(),
        0);
  }
}
