package org.estats.server.history;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.estats.EstatsException;
import org.estats.server.host.OwnCost;

/// How much one question to the history may take. DuckDB's own limit knows nothing of the values
/// that functions make, such as long texts and lists, so the process is watched: one that grows too
/// much has its question cancelled. A single value that is larger than all that fails to be
/// allocated, because the launcher limits the daemon's data.
final class Bounds {

  private static final long MILLIS_MAX = 30_000;
  private static final long LOOK_MILLIS = 5;
  private static final long GROWTH_BYTES_MAX = 320L << 20;
  private static final long CHARACTERS_MAX = 16L << 20;

  private final Statement statement;
  private final long begin = System.nanoTime();
  private final long bytesBefore = OwnCost.residentBytes();
  private volatile EstatsException refusal;
  private volatile boolean isEnded;
  private long characters;

  private Bounds(Statement statement) {
    this.statement = statement;
  }

  /// Watches a statement until [#end].
  static Bounds of(Statement statement) {
    Bounds bounds = new Bounds(statement);
    Thread.ofPlatform().daemon().name("estats-query-bounds").start(bounds::watch);
    return bounds;
  }

  private void watch() {
    try {
      while (!isEnded) {
        if ((System.nanoTime() - begin) / 1_000_000 >= MILLIS_MAX) {
          cancel(
              new EstatsException(
                  EstatsException.Kind.BUSY,
                  "it took more than " + MILLIS_MAX / 1000 + " seconds",
                  "ask for less: a shorter time, fewer groups"));
          return;
        }
        if (OwnCost.residentBytes() - bytesBefore > GROWTH_BYTES_MAX) {
          cancel(tooLarge());
          return;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException | SQLException e) {
      // it has ended by itself
    }
  }

  private void cancel(EstatsException why) throws SQLException {
    refusal = why;
    statement.cancel();
  }

  /// Why the statement was cancelled, if it was.
  Optional<EstatsException> refusal() {
    return Optional.ofNullable(refusal);
  }

  /// It takes too much memory.
  static EstatsException tooLarge() {
    return new EstatsException(
        EstatsException.Kind.INVALID,
        "it takes more memory than a question may",
        "ask for less: a shorter time, fewer groups, no long lists or texts");
  }

  /// Whether the answer may go on.
  boolean haveRoom() {
    return characters < CHARACTERS_MAX;
  }

  /// Counts a row of the answer.
  List<Object> counted(List<Object> row) {
    characters += sizeOf(row);
    return row;
  }

  private static long sizeOf(Object value) {
    return switch (value) {
      case null -> 1;
      case List<?> list -> list.stream().mapToLong(Bounds::sizeOf).sum();
      case Map<?, ?> map -> map.values().stream().mapToLong(Bounds::sizeOf).sum();
      case String text -> text.length();
      default -> Long.BYTES;
    };
  }

  /// The statement has ended.
  void end() {
    isEnded = true;
  }
}
