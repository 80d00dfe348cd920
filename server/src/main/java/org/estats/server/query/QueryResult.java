package org.estats.server.query;

import java.util.List;

/// What a query found.
///
/// @param columns the columns
/// @param rows the rows; numbers, booleans, texts, lists, maps, or null
/// @param isTruncated whether there are more
/// @param millis how long it took
public record QueryResult(
    List<Column> columns, List<List<Object>> rows, boolean isTruncated, double millis) {

  /// A column.
  ///
  /// @param name its name
  /// @param type its type in SQL
  public record Column(String name, String type) {}
}
