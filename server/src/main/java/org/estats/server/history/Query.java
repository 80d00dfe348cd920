package org.estats.server.history;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBStruct;
import org.estats.EstatsException;
import org.estats.server.query.QueryResult;

/// Answers SQL of strangers: one SELECT, within bounds.
public final class Query {

  private static final int ROWS_MAX = 10_000;
  private static final int AT_ONCE_MAX = 2;
  private static final Semaphore AT_ONCE = new Semaphore(AT_ONCE_MAX);

  private Query() {}

  /// Gives a connection that is closed afterwards.
  interface Source {
    DuckDBConnection connection() throws SQLException;
  }

  /// Answers from a file that no daemon has open.
  ///
  /// @throws EstatsException INVALID, NOT_SUPPORTED, BUSY
  public static QueryResult run(Path file, String sql) {
    try (Database database = Database.openForReading(file)) {
      return run(database::another, sql);
    } catch (SQLException e) {
      throw new EstatsException(
          EstatsException.Kind.FAILED,
          "cannot open " + file + ": " + firstLine(e),
          "a daemon that records there can be asked: estats query --url http://127.0.0.1:8377");
    }
  }

  static QueryResult run(Source source, String sql) {
    if (!AT_ONCE.tryAcquire()) {
      throw new EstatsException(
          EstatsException.Kind.BUSY, "others are asking the history already", "try again");
    }
    try (DuckDBConnection connection = source.connection()) {
      requireSelect(connection, sql);
      return select(connection, sql);
    } catch (SQLException e) {
      if (firstLine(e).startsWith("Out of Memory")) {
        throw Bounds.tooLarge();
      }
      throw new EstatsException(EstatsException.Kind.INVALID, firstLine(e), "");
    } finally {
      AT_ONCE.release();
    }
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /// Only a SELECT has a form as JSON.
  private static void requireSelect(DuckDBConnection connection, String sql) throws SQLException {
    String form =
        "SELECT f->>'error', f->>'error_message', json_array_length(f, '$.statements')"
            + " FROM (SELECT json_serialize_sql(?::VARCHAR) AS f)";
    try (PreparedStatement statement = connection.prepareStatement(form)) {
      statement.setString(1, sql);
      try (ResultSet found = statement.executeQuery()) {
        found.next();
        boolean isWrong = !"false".equals(found.getString(1)) || found.getInt(3) != 1;
        if (isWrong) {
          String why = found.getString(2);
          throw new EstatsException(
              EstatsException.Kind.INVALID,
              why == null || why.startsWith("Only SELECT")
                  ? "only one SELECT is answered"
                  : why.lines().findFirst().orElse(why),
              "");
        }
      }
    }
  }

  private static QueryResult select(DuckDBConnection connection, String sql) throws SQLException {
    long start = System.nanoTime();
    try (Statement begin = connection.createStatement()) {
      begin.execute("BEGIN TRANSACTION READ ONLY");
    }
    // Prepared, because what is wrong with it is told then; later only that something is.
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Bounds bounds = Bounds.of(statement);
      try (ResultSet found = statement.executeQuery()) {
        List<QueryResult.Column> columns = columns(found.getMetaData());
        List<List<Object>> rows = new ArrayList<>();
        boolean hasMore = found.next();
        while (hasMore && rows.size() < ROWS_MAX && bounds.haveRoom()) {
          rows.add(bounds.counted(row(found, columns.size())));
          hasMore = found.next();
        }
        return new QueryResult(columns, rows, hasMore, (System.nanoTime() - start) / 1e6);
      } catch (SQLException e) {
        throw bounds.refusal().orElseThrow(() -> e);
      } catch (OutOfMemoryError e) { // of one value; what fits is counted
        throw Bounds.tooLarge();
      } finally {
        bounds.end();
      }
    }
  }

  private static List<QueryResult.Column> columns(ResultSetMetaData about) throws SQLException {
    List<QueryResult.Column> columns = new ArrayList<>();
    for (int i = 1; i <= about.getColumnCount(); i++) {
      columns.add(new QueryResult.Column(about.getColumnLabel(i), about.getColumnTypeName(i)));
    }
    return columns;
  }

  private static List<Object> row(ResultSet found, int columns) throws SQLException {
    List<Object> row = new ArrayList<>(columns);
    for (int i = 1; i <= columns; i++) {
      row.add(value(found.getObject(i)));
    }
    return row;
  }

  private static Object value(Object found) throws SQLException {
    return switch (found) {
      case null -> null;
      case Number number -> number;
      case Boolean flag -> flag;
      case LocalDateTime time -> time + "Z";
      case java.sql.Timestamp time -> time.toLocalDateTime() + "Z";
      case DuckDBStruct struct -> struct(struct);
      case Struct struct -> Arrays.asList(struct.getAttributes());
      case java.sql.Array array -> list((Object[]) array.getArray());
      default -> found.toString();
    };
  }

  private static List<Object> list(Object[] elements) throws SQLException {
    List<Object> list = new ArrayList<>();
    for (Object element : elements) {
      list.add(value(element));
    }
    return list;
  }

  private static Map<String, Object> struct(DuckDBStruct struct) throws SQLException {
    Map<String, Object> members = new LinkedHashMap<>();
    for (Map.Entry<String, Object> member : struct.getMap().entrySet()) {
      members.put(member.getKey(), value(member.getValue()));
    }
    return members;
  }
}
