package org.estats.cli.select;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;
import org.estats.filter.Filter;
import org.estats.linux.LinuxSource;
import org.estats.table.TableSource;

/// What is known of a connection: what was collected, and what `tcp_info` has beside it.
public final class Statistics {

  private Statistics() {}

  /// What the collector counted where it is switched on, and what `tcp_info` has elsewhere, for
  /// terms that ask for a member; empty if the connection has no statistics.
  public static Optional<Snapshot> combined(EstatsSource source, Connection connection) {
    Optional<Snapshot> life = fromTcpInfo(connection);
    if (life.isEmpty()) {
      return life;
    }
    try {
      return Optional.of(combine(source.get(connection), life.get()));
    } catch (EstatsException e) {
      return switch (e.kind()) {
        case NOT_FOUND -> Optional.empty();
        default -> life;
      };
    }
  }

  /// The same of every connection of the caller's namespace that has statistics.
  ///
  /// @param filter connections that do not meet it may be left out
  public static void combined(EstatsSource source, Filter filter, Consumer<Snapshot> reader) {
    Map<Ends, Snapshot> collected = new HashMap<>();
    try {
      TableSource.forEach(source, true, filter, s -> collected.put(Ends.of(s), s));
    } catch (EstatsException e) {
      if (e.kind() != EstatsException.Kind.ACCESS_DENIED) {
        throw e; // who may not read has tcp_info
      }
    }
    LinuxSource.forEachFromTcpInfo(
        filter,
        life -> {
          Snapshot on = collected.get(Ends.of(life));
          reader.accept(on == null ? life : combine(on, life));
        });
  }

  private record Ends(Endpoint local, Endpoint remote, int device) {
    static Ends of(Snapshot snapshot) {
      Connection c = snapshot.connection();
      return new Ends(c.local(), c.remote(), c.device());
    }
  }

  /// What `tcp_info` has, for the whole life of the connection; empty if it is gone or has no
  /// statistics.
  public static Optional<Snapshot> fromTcpInfo(Connection connection) {
    try {
      return Optional.of(LinuxSource.fromTcpInfo(connection));
    } catch (EstatsException e) {
      if (e.kind() == EstatsException.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Snapshot combine(Snapshot collected, Snapshot life) {
    long[] raw = new long[Catalogue.members().size()];
    for (Member member : Catalogue.members()) {
      boolean isOn = collected.isOn(member.group());
      raw[member.index()] = raw((isOn ? collected : life).exact(member));
    }
    Map<Switch, Instant> since = new EnumMap<>(Switch.class);
    collected.on().forEach(s -> since.put(s, collected.since(s).orElseThrow()));
    return new Snapshot(collected.connection(), collected.state(), collected.taken(), since, raw)
        .withFiguresOf(life)
        .takenAtUptime(collected.uptimeNanos());
  }

  private static long raw(Value value) {
    return switch (value) {
      case Value.Present(long number) -> number;
      case Value.Absent(Absence why) -> why.code();
    };
  }
}
