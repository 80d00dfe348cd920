package org.estats.server.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.estats.server.sample.Ended;

/// The file of the history, open. It is written by one thread; queries have connections of their
/// own.
final class Database implements AutoCloseable {

  /// A checkpoint holds a block or more of each of some 130 columns: with DuckDB's own 256 KiB that
  /// is more memory than the whole daemon has. Below 64 KiB it packs no 64-bit numbers: they take
  /// four times the room.
  private static final int BLOCK_BYTES = 65_536;

  /// A checkpoint rewrites the last group of rows, which it has in memory as numbers of 8 bytes:
  /// with DuckDB's own 122,880 that is 130 MB.
  private static final int ROW_GROUP_ROWS = 20_480;

  /// More makes a batch quicker, but the daemon is to stay below 500 MB.
  private static final String MEMORY = "80MiB";

  /// Rows that are not in a checkpoint yet are in memory, not packed: half of DuckDB's own 16 MiB.
  private static final String CHECKPOINT = "8MiB";

  /// How the file is called in SQL, where anybody says so.
  private static final String NAME = "history";

  private static final String USE = "USE " + NAME;

  private final Path file;
  private final DuckDBConnection connection;

  /// Something that writes rows.
  interface Rows {
    void write(DuckDBAppender out) throws SQLException;
  }

  private Database(Path file, DuckDBConnection connection) {
    this.file = file;
    this.connection = connection;
  }

  /// Opens a file for writing and makes what is missing of it.
  static Database open(Path file) throws SQLException, IOException {
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    Database database = new Database(file, connect(file, false));
    try (Statement statement = database.connection.createStatement()) {
      for (String create : Schema.statements()) {
        statement.execute(create);
      }
    } catch (SQLException e) {
      database.close();
      throw e;
    }
    return database;
  }

  /// Opens a file that no daemon has open, for reading.
  static Database openForReading(Path file) throws SQLException {
    return new Database(file, connect(file, true));
  }

  /// SQL comes from outside: it is to see nothing but the tables. The file is attached to a
  /// database without one, for only so can the size of its row groups be told.
  private static DuckDBConnection connect(Path file, boolean isForReading) throws SQLException {
    String path = file.toAbsolutePath().toString().replace("'", "''");
    String options =
        isForReading
            ? "READ_ONLY"
            : "BLOCK_SIZE " + BLOCK_BYTES + ", ROW_GROUP_SIZE " + ROW_GROUP_ROWS;
    DuckDBConnection connection =
        (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", new Properties());
    try (Statement statement = connection.createStatement()) {
      for (String setting :
          List.of(
              "SET memory_limit='" + MEMORY + "'",
              "SET checkpoint_threshold='" + CHECKPOINT + "'",
              "SET preserve_insertion_order=false",
              "SET temp_directory='" + path + ".tmp'",
              "SET autoinstall_known_extensions=false",
              "SET autoload_known_extensions=false",
              "ATTACH '" + path + "' AS " + NAME + " (" + options + ")",
              USE,
              "SET enable_external_access=false",
              "SET lock_configuration=true")) {
        statement.execute(setting);
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /// Writes rows, all or none.
  void append(String table, Rows rows) throws SQLException {
    try (DuckDBAppender out =
        connection.createAppender(NAME, DuckDBConnection.DEFAULT_SCHEMA, table)) {
      rows.write(out);
      out.flush(); // closing alone keeps silent if the disk is full
    }
  }

  void appendClosed(List<Ended> ended) throws SQLException {
    append(
        Schema.CLOSED,
        out -> {
          for (Ended one : ended) {
            RowWriter.closed(out, one);
          }
        });
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// The bytes of the file that hold something.
  long usedBytes() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA database_size")) {
      while (found.next()) {
        if (found.getString("database_name").equals(NAME)) {
          return found.getLong("used_blocks") * found.getLong("block_size");
        }
      }
      return 0;
    }
  }

  /// The bytes of the file and of the log beside it.
  long fileBytes() {
    return size(file) + size(Path.of(file + ".wal"));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  DuckDBConnection another() throws SQLException {
    DuckDBConnection another = connection.duplicate();
    try (Statement statement = another.createStatement()) {
      statement.execute(USE);
      return another;
    } catch (SQLException e) {
      another.close();
      throw e;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
