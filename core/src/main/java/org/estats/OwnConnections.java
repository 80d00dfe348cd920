package org.estats;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.estats.catalogue.Group;
import org.estats.catalogue.Switch;

/// Follows the connections of this program, look by look: those that it has, and the last words of
/// those that it had.
///
/// It needs no right. Where nothing is switched on for a connection, it is read by what the system
/// keeps anyway (`tcp_info` on Linux). A connection that comes and goes between two looks is not
/// seen. For one thread at a time.
public final class OwnConnections implements AutoCloseable {

  /// For how long the last word of a connection is waited for: one that the program has closed is
  /// still saying goodbye, which Linux lets last a minute.
  private static final Duration FAREWELL = Duration.ofMinutes(2);

  /// A connection that was seen at a look.
  ///
  /// @param seen when it was last seen alive
  private record Followed(Snapshot last, boolean isAccepted, Instant seen) {}

  /// What tells two connections apart that use the same endpoints one after the other.
  private record Key(Endpoint local, Endpoint remote, long cookie) {
    static Key of(Connection c) {
      return new Key(c.local(), c.remote(), c.cookie());
    }
  }

  private final EstatsSource source;
  private final Set<Switch> wanted = EnumSet.noneOf(Switch.class);
  private final Map<Key, Followed> followed = new HashMap<>();
  private Optional<EstatsException> refusal = Optional.empty();
  private Optional<ClosedReader> closed = Optional.empty();
  private boolean isClosedRefused;

  private OwnConnections(EstatsSource source) {
    this.source = Objects.requireNonNull(source, "source");
  }

  /// The connections of this program, by the best source of this machine.
  ///
  /// @throws EstatsException NOT_SUPPORTED if there is none
  public static OwnConnections follow() {
    return follow(Estats.system());
  }

  /// The same by a given source.
  public static OwnConnections follow(EstatsSource source) {
    return new OwnConnections(source);
  }

  /// Has groups switched on for every connection when it is first seen. Should the right be
  /// lacking, [#refusal()] says so and what is there is read.
  public OwnConnections enable(Group... groups) {
    for (Group group : groups) {
      wanted.addAll(group.switches());
    }
    return this;
  }

  /// Why nothing is switched on, although that was asked for; empty if nothing stood in the way.
  public Optional<EstatsException> refusal() {
    return refusal;
  }

  /// Looks at each connection that the program has now, and gives the last words of those that
  /// ended since, where the source keeps them and lets this program read them.
  ///
  /// @throws EstatsException FAILED, NOT_SUPPORTED if the connection table cannot be read
  public List<OwnConnection> look() {
    List<ConnectionRow> rows = source.ownConnections();
    Set<Integer> listening = new HashSet<>();
    rows.stream()
        .filter(row -> row.state() == TcpState.LISTEN)
        .forEach(row -> listening.add(row.connection().local().port()));
    Instant now = Instant.now();
    List<OwnConnection> found = new ArrayList<>();
    for (ConnectionRow row : rows) {
      if (row.state().isSynchronised()) {
        look(row.connection(), listening, now).ifPresent(found::add);
      }
    }
    readLastWords(found);
    followed.values().removeIf(f -> f.seen().isBefore(now.minus(FAREWELL)));
    return found;
  }

  private Optional<OwnConnection> look(
      Connection connection, Set<Integer> listening, Instant moment) {
    Key key = Key.of(connection);
    Followed earlier = followed.get(key);
    try {
      if (earlier == null) {
        switchOn(connection);
      }
      Snapshot now = read(connection);
      boolean isAccepted =
          earlier == null ? listening.contains(connection.local().port()) : earlier.isAccepted();
      followed.put(key, new Followed(now, isAccepted, moment));
      Optional<Snapshot> before = Optional.ofNullable(earlier).map(Followed::last);
      return Optional.of(new OwnConnection(now, before, isAccepted, Optional.empty()));
    } catch (EstatsException e) {
      return switch (e.kind()) {
        case NOT_FOUND, BUSY -> Optional.empty();
        default -> throw e;
      };
    }
  }

  private void switchOn(Connection connection) {
    if (wanted.isEmpty() || refusal.isPresent()) {
      return;
    }
    try {
      source.set(connection, wanted, EnumSet.noneOf(Switch.class));
    } catch (EstatsException e) {
      switch (e.kind()) {
        case NOT_FOUND, BUSY -> {}
        default -> refusal = Optional.of(e);
      }
    }
  }

  private Snapshot read(Connection connection) {
    try {
      Snapshot switched = source.get(connection);
      if (!switched.on().isEmpty()) {
        return switched;
      }
    } catch (EstatsException e) {
      if (e.kind() != EstatsException.Kind.ACCESS_DENIED) {
        throw e;
      }
    }
    return source.unswitched(connection);
  }

  private void readLastWords(List<OwnConnection> found) {
    openClosed();
    while (closed.isPresent()) {
      Optional<FinalRecord> next = closed.get().next();
      if (next.isEmpty()) {
        return;
      }
      lastWord(next.get()).ifPresent(found::add);
    }
  }

  private Optional<OwnConnection> lastWord(FinalRecord record) {
    Followed earlier = followed.remove(Key.of(record.last().connection()));
    if (earlier == null) {
      return Optional.empty();
    }
    return Optional.of(
        new OwnConnection(
            record.last(),
            Optional.of(earlier.last()),
            earlier.isAccepted(),
            Optional.of(record.how())));
  }

  private void openClosed() {
    if (closed.isPresent() || isClosedRefused) {
      return;
    }
    try {
      closed = Optional.of(source.closed());
    } catch (EstatsException e) {
      // A collector may be loaded later; a right that is lacking will not come.
      isClosedRefused = e.kind() == EstatsException.Kind.ACCESS_DENIED;
    }
  }

  @Override
  public void close() {
    closed.ifPresent(ClosedReader::close);
    closed = Optional.empty();
  }
}
