package org.estats.table;

import java.util.List;
import java.util.function.Consumer;
import org.estats.ConnectionRow;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.filter.Filter;

/// A source that reads tables by itself, without an object for each connection, and leaves out what
/// a filter does not want before it reaches this process.
public interface TableSource extends EstatsSource {

  /// A reader of tables, to be closed by the caller.
  TableReader tables(TableRequest request);

  /// Those rows of the connection table that meet the terms that a row alone decides; what owners
  /// or statistics decide is left to the caller.
  ///
  /// @throws org.estats.EstatsException INVALID if a term is for rules alone
  List<ConnectionRow> connections(Filter filter);

  /// The same of a source of any kind.
  ///
  /// @throws org.estats.EstatsException as there
  static List<ConnectionRow> connections(EstatsSource source, Filter filter) {
    return source instanceof TableSource tables
        ? tables.connections(filter)
        : source.connections().stream().filter(filter::matchesRow).toList();
  }

  /// One moment of every connection of the caller's namespace that has statistics. What the source
  /// does not decide comes all the same, so whoever reads judges once more.
  ///
  /// @param onlyOn whether to leave out connections on which nothing is switched on
  /// @param filter connections that do not meet it may be left out
  void forEach(boolean onlyOn, Filter filter, Consumer<Snapshot> reader);

  /// The same of a source of any kind.
  static void forEach(
      EstatsSource source, boolean onlyOn, Filter filter, Consumer<Snapshot> reader) {
    if (source instanceof TableSource tables) {
      tables.forEach(onlyOn, filter, reader);
    } else {
      source.forEach(onlyOn, reader);
    }
  }
}
