package org.estats.cli.diagnose;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.Owner;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.estats.cli.select.Selection;
import org.estats.cli.select.Statistics;
import org.estats.diagnosis.Diagnostician;
import org.estats.filter.Filter;
import org.estats.linux.LinuxSource;

/// Connections under observation: switches on what is off, reads, and in the end switches off again
/// what it switched on and nothing else.
public final class Ward implements AutoCloseable {

  /// The largest number of readings that are kept, some 1 kB each.
  private static final int READINGS_MAX = 60_000;

  /// More readings of a connection than this tell no more.
  private static final int READINGS_EACH_MAX = 11;

  private static final int READINGS_EACH_MIN = 2;
  private static final Duration BETWEEN_MIN = Duration.ofMillis(500);

  private final EstatsSource source;
  private final Filter filter;
  private final Map<Connection, Set<Switch>> switchedOn = new HashMap<>();
  private boolean isPlain;

  /// Nothing is watched yet.
  public Ward(EstatsSource source, Filter filter) {
    this.source = source;
    this.filter = filter;
  }

  /// Whether this user may not switch on, so that `tcp_info` is all there is where nobody else has.
  public boolean isPlain() {
    return isPlain;
  }

  /// Those that the filter selects just now, as far as there are statistics of them.
  public Selection select() {
    return Selection.of(source, filter, true);
  }

  /// Watches connections and says what limits them, the worst first. Those that end meanwhile are
  /// judged as far as they were seen, if that is twice.
  ///
  /// @throws InterruptedException if the user has had enough
  public List<Case> watch(Selection selection, Duration time) throws InterruptedException {
    Map<Connection, Optional<Owner>> watched = new LinkedHashMap<>();
    selection.connections().stream()
        .filter(s -> s.row().state().isSynchronised())
        .forEach(s -> watched.put(s.row().connection(), s.owner()));
    Map<Long, List<Connection>> byNamespace = new LinkedHashMap<>();
    watched
        .keySet()
        .forEach(c -> byNamespace.computeIfAbsent(c.netns(), n -> new ArrayList<>()).add(c));
    inEach(byNamespace, this::switchOn);
    source.close(); // whose work put off must be done before the first reading
    Map<Connection, List<Snapshot>> readings = new HashMap<>();
    int intervals = intervals(watched.size(), time);
    long begin = System.nanoTime();
    inEach(byNamespace, c -> read(c, readings));
    for (int i = 1; i <= intervals; i++) {
      long due = begin + time.toNanos() * i / intervals;
      Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      inEach(byNamespace, c -> read(c, readings));
    }
    List<Case> cases = new ArrayList<>();
    readings.forEach((connection, of) -> {
      if (of.size() > 1) {
        cases.add(new Case(Diagnostician.diagnose(of), watched.get(connection), of.getLast()));
      }
    });
    cases.sort(Case.WORST_FIRST);
    return cases;
  }

  private static int intervals(int connections, Duration time) {
    int kept =
        Math.clamp(READINGS_MAX / Math.max(1, connections), READINGS_EACH_MIN, READINGS_EACH_MAX);
    return Math.clamp(time.dividedBy(BETWEEN_MIN), 1, kept - 1);
  }

  /// What is done with a connection inside its namespace.
  private interface Deed {
    void on(Connection connection);
  }

  /// A namespace may end while its connections are watched, and they with it.
  private void inEach(Map<Long, List<Connection>> byNamespace, Deed deed) {
    byNamespace.forEach((netns, inside) -> {
      try {
        LinuxSource.in(
            netns,
            () -> {
              inside.forEach(deed::on);
              return null;
            });
      } catch (EstatsException e) {
        if (e.kind() != EstatsException.Kind.NOT_FOUND) {
          throw e;
        }
      }
    });
  }

  private void switchOn(Connection connection) {
    if (isPlain || switchedOn.containsKey(connection)) {
      return;
    }
    try {
      Set<Switch> off = EnumSet.allOf(Switch.class);
      off.retainAll(source.collectable());
      off.removeAll(source.get(connection).on());
      if (!off.isEmpty()) {
        switchedOn.put(connection, off); // first: an interruption must find it
        source.set(connection, off, Set.of());
      }
    } catch (EstatsException e) {
      switch (e.kind()) {
        case ACCESS_DENIED, NOT_SUPPORTED -> {
          switchedOn.remove(connection);
          isPlain = true;
        }
        case NOT_FOUND -> switchedOn.remove(connection);
        case BUSY, FAILED -> {} // it is read as it is
        default -> throw e;
      }
    }
  }

  private void read(Connection connection, Map<Connection, List<Snapshot>> readings) {
    Optional<Snapshot> snapshot = read(connection);
    snapshot.ifPresent(s -> readings.computeIfAbsent(connection, c -> new ArrayList<>()).add(s));
  }

  private Optional<Snapshot> read(Connection connection) {
    try {
      return isPlain
          ? Statistics.combined(source, connection)
          : Optional.of(source.get(connection));
    } catch (EstatsException e) {
      return switch (e.kind()) {
        case NOT_FOUND, BUSY -> Optional.empty();
        default -> throw e;
      };
    }
  }

  /// Switches off what was switched on here.
  @Override
  public void close() {
    Map<Long, List<Connection>> byNamespace = new LinkedHashMap<>();
    switchedOn
        .keySet()
        .forEach(c -> byNamespace.computeIfAbsent(c.netns(), n -> new ArrayList<>()).add(c));
    inEach(byNamespace, this::switchOff);
    switchedOn.clear();
    source.close();
  }

  private void switchOff(Connection connection) {
    try {
      source.set(connection, Set.of(), switchedOn.get(connection));
    } catch (EstatsException e) {
      if (e.kind() != EstatsException.Kind.NOT_FOUND) {
        throw e; // one that has ended needs no switching off
      }
    }
  }
}
