package org.estats.server.history;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Drops what is too old, and of what is too much the oldest.
final class Retention {

  private static final List<String> TABLES = List.of(Schema.CLOSED, Schema.SAMPLES);
  private static final int ROUNDS_MAX = 12;

  private final Duration age;
  private final long bytesMax;

  Retention(Duration age, long bytesMax) {
    this.age = age;
    this.bytesMax = bytesMax;
  }

  /// Whether the file is too large already.
  boolean isFull(Database database) {
    return database.fileBytes() > bytesMax;
  }

  void apply(Database database) throws SQLException {
    for (String table : TABLES) {
      database.execute(
          "DELETE FROM "
              + table
              + " WHERE "
              + Schema.time(table)
              + " < (now() AT TIME ZONE 'UTC')::TIMESTAMP - INTERVAL "
              + age.toSeconds()
              + " SECONDS");
    }
    database.execute("CHECKPOINT");
    for (int i = 0; i < ROUNDS_MAX && database.usedBytes() > bytesMax; i++) {
      for (String table : TABLES) {
        dropOldestEighth(database, table);
      }
      database.execute("CHECKPOINT");
    }
  }

  private static void dropOldestEighth(Database database, String table) throws SQLException {
    String time = Schema.time(table);
    database.execute(
        "DELETE FROM %1$s WHERE %2$s <= (SELECT min(%2$s) + (max(%2$s) - min(%2$s)) / 8 FROM %1$s)"
            .formatted(table, time));
  }
}
