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
  private static final String BLOCK_BYTES = "65536";

  private static final String MEMORY = "192MiB";

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

  /// SQL comes from outside: it is to see nothing but the tables.
  private static DuckDBConnection connect(Path file, boolean isForReading) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("access_mode", isForReading ? "READ_ONLY" : "READ_WRITE");
    settings.setProperty("default_block_size", BLOCK_BYTES);
    DuckDBConnection connection =
        (DuckDBConnection)
            DriverManager.getConnection("jdbc:duckdb:" + file.toAbsolutePath(), settings);
    try (Statement statement = connection.createStatement()) {
      for (String setting :
          List.of(
              "memory_limit='" + MEMORY + "'",
              "preserve_insertion_order=false",
              "temp_directory='" + file.toAbsolutePath().toString().replace("'", "''") + ".tmp'",
              "autoinstall_known_extensions=false",
              "autoload_known_extensions=false",
              "enable_external_access=false",
              "lock_configuration=true")) {
        statement.execute("SET " + setting);
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /// Writes rows, all or none.
  void append(String table, Rows rows) throws SQLException {
    try (DuckDBAppender out = connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, table)) {
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
      return found.next() ? found.getLong("used_blocks") * found.getLong("block_size") : 0;
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
    return connection.duplicate();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
