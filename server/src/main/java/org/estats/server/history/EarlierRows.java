package org.estats.server.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;
import org.estats.server.sample.Ended;
import org.estats.server.sample.Line;

/// What an earlier run has written of connections that this one meets again: nothing is to be told
/// twice, for the kernel keeps counts and final records longer than a daemon runs.
///
/// @param endings by namespace and connection, when it ended, in milliseconds since 1970
/// @param samples by id, when the last row of a connection that was there was taken, likewise
record EarlierRows(Map<String, List<Long>> endings, Map<String, Long> samples) {

  static final EarlierRows NONE = new EarlierRows(Map.of(), Map.of());

  /// The same record is told a little differently each time: it is dated by two clocks.
  private static final long APART_MILLIS = 20;

  private static final int RECORDS_MAX = 70_000;

  /// @param every time between samples; each connection has a row in so many of them at least
  static EarlierRows of(Database database, Duration every) throws SQLException {
    try (DuckDBConnection connection = database.another();
        Statement statement = connection.createStatement()) {
      return new EarlierRows(endings(statement), samples(statement, every));
    }
  }

  private static Map<String, List<Long>> endings(Statement statement) throws SQLException {
    Map<String, List<Long>> endings = new HashMap<>();
    String sql =
        "SELECT netns, connection, epoch_ms(ended) FROM closed ORDER BY ended DESC LIMIT "
            + RECORDS_MAX;
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        String key = rows.getLong(1) + " " + rows.getString(2);
        endings.computeIfAbsent(key, k -> new ArrayList<>(1)).add(rows.getLong(3));
      }
    }
    return endings;
  }

  private static Map<String, Long> samples(Statement statement, Duration every)
      throws SQLException {
    Map<String, Long> samples = new HashMap<>();
    long back = every.multipliedBy(Recorder.ROUNDS_AT_REST + 2L).toSeconds();
    String sql =
        "SELECT id, epoch_ms(max(taken)) FROM samples WHERE taken >= (SELECT max(taken) FROM"
            + " samples) - INTERVAL "
            + back
            + " SECONDS GROUP BY id";
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        samples.put(rows.getString(1), rows.getLong(2));
      }
    }
    return samples;
  }

  /// Whether a final record is among them.
  boolean has(Ended ended) {
    String key = ended.last().last().connection().netns() + " " + ended.identity().text();
    Instant when = ended.last().ended();
    return endings.getOrDefault(key, List.of()).stream()
        .anyMatch(m -> Math.abs(m - when.toEpochMilli()) <= APART_MILLIS);
  }

  /// Whether a part of what a connection has counted stands in a row already: its counts go further
  /// back than the last row under its id. An id that another connection had before the machine was
  /// started anew is of no account.
  boolean hasPartOf(Line line) {
    Long taken = samples.get(line.identity().id());
    return taken != null
        && line.since().map(s -> s.toEpochMilli() <= taken + APART_MILLIS).orElse(true);
  }
}
