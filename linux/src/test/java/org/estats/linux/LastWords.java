package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.estats.ClosedReader;
import org.estats.Connection;
import org.estats.FinalRecord;
import org.estats.linux.proc.NetworkNamespace;

/// The final records of the caller's network namespace, from now on.
final class LastWords implements AutoCloseable {

  private static final Duration WAIT = Duration.ofSeconds(20);

  /// In which a second record would have come.
  private static final Duration LULL = Duration.ofMillis(300);

  private final long netns = NetworkNamespace.ownInode();
  private final ClosedReader reader;
  private final List<FinalRecord> seen = new ArrayList<>();

  LastWords(LinuxSource source) {
    reader = source.closed();
    while (reader.next().isPresent()) {
      // what was there before
    }
  }

  /// The record of a connection, waited for.
  FinalRecord of(Connection connection) {
    long end = System.nanoTime() + WAIT.toNanos();
    while (System.nanoTime() < end) {
      Optional<FinalRecord> found = seen.stream().filter(r -> isOf(connection, r)).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      take(Duration.ofMillis(100));
    }
    throw new AssertionError("no final record of " + connection + " among " + texts());
  }

  /// That there is one record for each of these connections, and no other in this namespace.
  void assertThese(Connection... connections) {
    long end = System.nanoTime() + LULL.toNanos();
    while (System.nanoTime() < end) {
      take(Duration.ofMillis(50));
    }
    assertThat(texts())
        .containsExactlyInAnyOrder(
            List.of(connections).stream().map(Connection::toString).toArray(String[]::new));
    assertThat(reader.missed()).isZero();
  }

  private void take(Duration wait) {
    reader.next(wait).filter(r -> r.last().connection().netns() == netns).ifPresent(seen::add);
  }

  private List<String> texts() {
    return seen.stream().map(r -> r.last().connection().toString()).toList();
  }

  private static boolean isOf(Connection connection, FinalRecord r) {
    return r.last().connection().toString().equals(connection.toString());
  }

  @Override
  public void close() {
    reader.close();
  }
}
