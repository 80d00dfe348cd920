package org.estats.cli;

import java.util.List;
import org.estats.cli.text.Column;
import org.estats.cli.text.Output;
import org.estats.cli.text.Table;
import org.estats.server.query.QueryResult;

/// What a query found, for people. Apart from the command, whose methods are looked at when help is
/// asked for: then the daemon's classes are not there.
final class QueryTable {

  private QueryTable() {}

  static void write(QueryResult result, Output output) {
    Table table =
        new Table(
            result.columns().stream()
                .map(c -> isNumber(c) ? Column.number(c.name()) : Column.of(c.name()))
                .toList());
    for (List<Object> row : result.rows()) {
      table.add(row.stream().map(v -> v == null ? "-" : v.toString()).toList());
    }
    table.write(output);
    if (result.isTruncated()) {
      output.note("estats: there are more rows: add a LIMIT, or group");
    }
  }

  private static boolean isNumber(QueryResult.Column column) {
    return column.type().matches("U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*");
  }
}
