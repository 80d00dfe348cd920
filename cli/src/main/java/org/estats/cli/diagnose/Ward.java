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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.estats.Connection;
import org.estats.Endpoint;
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
import org.estats.table.TableSource;

/// Connections under observation: switches on what is off, reads, and in the end switches off again
/// what it switched on and nothing else.
public final class Ward implements AutoCloseable {

  /// The largest number of readings that are kept, some 1 kB each.
  private static final int READINGS_MAX = 60_000;

  /// More readings of a connection than this tell no more.
  private static final int READINGS_EACH_MAX = 11;

  private static final int READINGS_EACH_MIN = 2;
  private static final Duration BETWEEN_MIN = Duration.ofMillis(500);

  /// So many of a namespace are read one by one, each in microseconds; more in one walk over all.
  private static final int ONE_BY_ONE_MAX = 200;

  /// How often what was in the middle of something is tried again when all is switched off.
  private static final int LEAVE_TRIES = 20;

  private static final long LEAVE_PAUSE_MILLIS = 10;

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
    if (Thread.interrupted()) {
      throw new InterruptedException(); // before anything is loaded that would have to go again
    }
    inEach(byNamespace, this::switchOn);
    source.close(); // whose work put off must be done before the first reading
    Map<Connection, List<Snapshot>> readings = HashMap.newHashMap(watched.size());
    watched.keySet().forEach(c -> readings.put(c, new ArrayList<>(READINGS_EACH_MAX)));
    if (isPlain) {
      // The clock of tcp_info is this program's: the first look of all takes long, and is not kept.
      inEach(byNamespace, inside -> inside.stream().limit(1).forEach(this::read));
    }
    int intervals = intervals(watched.size(), time);
    long begin = System.nanoTime();
    inEach(byNamespace, inside -> read(inside, readings));
    for (int i = 1; i <= intervals; i++) {
      long due = begin + time.toNanos() * i / intervals;
      Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      inEach(byNamespace, inside -> read(inside, readings));
    }
    return judged(readings, watched);
  }

  private static List<Case> judged(
      Map<Connection, List<Snapshot>> readings, Map<Connection, Optional<Owner>> watched) {
    List<Case> cases = new ArrayList<>(readings.size());
    watched.forEach((connection, owner) -> {
      List<Snapshot> of = readings.get(connection);
      if (of.size() > 1) {
        cases.add(new Case(Diagnostician.diagnose(of), owner, of.getLast()));
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

  /// What is done with connections inside their namespace.
  private interface Deed {
    void on(List<Connection> inside);
  }

  /// A namespace may end while its connections are watched, and they with it.
  private void inEach(Map<Long, List<Connection>> byNamespace, Deed deed) {
    byNamespace.forEach((netns, inside) -> {
      try {
        LinuxSource.in(
            netns,
            () -> {
              deed.on(inside);
              return null;
            });
      } catch (EstatsException e) {
        if (e.kind() != EstatsException.Kind.NOT_FOUND) {
          throw e;
        }
      }
    });
  }

  private void switchOn(List<Connection> inside) {
    Map<Ends, Set<Switch>> already = new HashMap<>();
    boolean areMany = inside.size() > ONE_BY_ONE_MAX;
    if (areMany) {
      try {
        TableSource.forEach(
            source, true, filter.ofEnds(), s -> already.put(Ends.of(s.connection()), s.on()));
      } catch (EstatsException e) {
        if (!isWithoutRights(e)) {
          throw e;
        }
        isPlain = true;
      }
    }
    for (Connection connection : inside) {
      if (isPlain) {
        return;
      }
      if (!switchedOn.containsKey(connection)) {
        switchOn(
            connection,
            () ->
                areMany
                    ? already.getOrDefault(Ends.of(connection), Set.of())
                    : source.get(connection).on());
      }
    }
  }

  /// A connection by its ends: whoever reads it knows more or less of the rest.
  private record Ends(Endpoint local, Endpoint remote, int device) {
    static Ends of(Connection connection) {
      return new Ends(connection.local(), connection.remote(), connection.device());
    }
  }

  private void switchOn(Connection connection, Supplier<Set<Switch>> already) {
    try {
      Set<Switch> off = EnumSet.copyOf(source.collectable());
      off.removeAll(already.get());
      if (!off.isEmpty()) {
        switchedOn.put(connection, off); // first: an interruption must find it
        source.set(connection, off, Set.of());
      }
    } catch (EstatsException e) {
      if (isWithoutRights(e)) {
        switchedOn.remove(connection);
        isPlain = true;
        return;
      }
      switch (e.kind()) {
        case NOT_FOUND -> switchedOn.remove(connection);
        case BUSY, FAILED -> {} // it is read as it is
        default -> throw e;
      }
    }
  }

  private static boolean isWithoutRights(EstatsException e) {
    return e.kind() == EstatsException.Kind.ACCESS_DENIED
        || e.kind() == EstatsException.Kind.NOT_SUPPORTED;
  }

  private void read(List<Connection> inside, Map<Connection, List<Snapshot>> readings) {
    if (inside.size() <= ONE_BY_ONE_MAX) {
      inside.forEach(c -> read(c).ifPresent(readings.get(c)::add));
      return;
    }
    Map<Ends, List<Snapshot>> byEnds = HashMap.newHashMap(inside.size());
    inside.forEach(c -> byEnds.put(Ends.of(c), readings.get(c)));
    Consumer<Snapshot> keep =
        snapshot -> {
          List<Snapshot> of = byEnds.get(Ends.of(snapshot.connection()));
          if (of != null) {
            of.add(snapshot);
          }
        };
    if (isPlain) {
      Statistics.combined(source, filter.ofEnds(), keep);
    } else {
      TableSource.forEach(source, false, filter.ofEnds(), keep);
    }
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

  /// What is in the middle of something is tried again: nothing may be left on.
  private void switchOff(List<Connection> inside) {
    List<Connection> left = inside;
    for (int tries = 1; !left.isEmpty(); tries++) {
      List<Connection> busy = new ArrayList<>();
      for (Connection connection : left) {
        try {
          source.set(connection, Set.of(), switchedOn.get(connection));
        } catch (EstatsException e) {
          if (e.kind() == EstatsException.Kind.BUSY && tries < LEAVE_TRIES) {
            busy.add(connection);
          } else if (e.kind() != EstatsException.Kind.NOT_FOUND) {
            throw e; // one that has ended needs no switching off
          }
        }
      }
      left = busy;
      if (!left.isEmpty()) {
        LockSupport.parkNanos(LEAVE_PAUSE_MILLIS * 1_000_000);
      }
    }
  }
}
