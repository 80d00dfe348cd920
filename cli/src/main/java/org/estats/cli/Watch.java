package org.estats.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.cli.select.Change;
import org.estats.cli.select.GroupChoice;
import org.estats.cli.select.Reading;
import org.estats.cli.select.Statistics;
import org.estats.cli.select.Targets;
import org.estats.filter.Filter;
import org.estats.linux.LinuxSource;

/// Reads connections again and again and tells the differences.
final class Watch {

  private final Session session;
  private final Filter filter;
  private final GroupChoice choice;
  private final WatchLines lines;
  private final boolean onlyCollected;
  private final Map<Connection, Snapshot> seen = new LinkedHashMap<>();
  private Optional<EstatsException> denied = Optional.empty();

  /// @param onlyCollected whether what `tcp_info` has is left out
  Watch(
      Session session, Filter filter, GroupChoice choice, WatchLines lines, boolean onlyCollected) {
    this.session = session;
    this.filter = filter;
    this.choice = choice;
    this.lines = lines;
    this.onlyCollected = onlyCollected;
  }

  /// Watches until all that was watched has ended.
  ///
  /// @param count how many intervals at most
  /// @return the exit code
  int run(Duration interval, long count) throws InterruptedException {
    Targets first = Targets.of(session.source(), filter);
    first.forEach(c -> look(c, first.connections().size() == 1));
    if (seen.isEmpty()) {
      throw new EstatsException(
          EstatsException.Kind.NOT_FOUND, "no connection " + filter, "see: estats list");
    }
    denied.ifPresent(e -> Failure.report(session.output(), e));
    long due = System.nanoTime();
    for (long i = 0; i < count && !seen.isEmpty(); i++) {
      due += interval.toNanos();
      Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      lookAgain();
      if (!session.output().flush()) {
        return ExitCode.DONE; // nobody reads any more
      }
    }
    return denied.isPresent() ? ExitCode.DENIED : ExitCode.DONE;
  }

  private void lookAgain() {
    Map<Connection, Snapshot> before = new LinkedHashMap<>(seen);
    before.keySet().forEach(this::lookInside);
    Instant now = Instant.now();
    before.keySet().stream().filter(c -> !seen.containsKey(c)).forEach(c -> lines.ended(c, now));
    if (filter.connection().isEmpty()) {
      lookForNew();
    }
  }

  /// A namespace may end while its connections are watched, and they with it.
  private void lookInside(Connection connection) {
    try {
      LinuxSource.in(
          connection.netns(),
          () -> {
            look(connection, false);
            return null;
          });
    } catch (EstatsException e) {
      if (e.kind() != EstatsException.Kind.NOT_FOUND) {
        throw e;
      }
      seen.remove(connection);
    }
  }

  private void lookForNew() {
    try {
      Targets.of(session.source(), filter).forEach(this::lookIfNew);
    } catch (EstatsException e) {
      if (e.kind() != EstatsException.Kind.NOT_FOUND) {
        throw e;
      }
    }
  }

  private void lookIfNew(Connection connection) {
    if (!seen.containsKey(connection)) {
      look(connection, false);
    }
  }

  /// Reads a connection and tells what has become of it. One that is gone is no longer seen.
  private void look(Connection connection, boolean isAlone) {
    Optional<Snapshot> read = read(connection);
    if (read.isEmpty()) {
      seen.remove(connection);
      return;
    }
    Snapshot now = read.get();
    Reading reading = new Reading(now, choice);
    Snapshot before = seen.put(now.connection(), now);
    if (before == null) {
      lines.begins(reading, isAlone, denied.isEmpty());
    } else {
      lines.changed(reading, new Change(before, now));
    }
  }

  private Optional<Snapshot> read(Connection connection) {
    EstatsSource source = session.source();
    try {
      Snapshot collected = source.get(connection);
      return !onlyCollected && collected.on().isEmpty()
          ? Statistics.fromTcpInfo(connection)
          : Optional.of(collected);
    } catch (EstatsException e) {
      return switch (e.kind()) {
        case NOT_FOUND -> Optional.empty();
        case BUSY -> Optional.ofNullable(seen.get(connection));
        case ACCESS_DENIED -> {
          if (onlyCollected) {
            throw e;
          }
          denied = Optional.of(e);
          yield Statistics.fromTcpInfo(connection);
        }
        default -> throw e;
      };
    }
  }
}
