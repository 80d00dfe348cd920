package org.estats.table;

import org.estats.EstatsSource;

/// A source that reads tables by itself, without an object for each connection.
public interface TableSource extends EstatsSource {

  /// A reader of tables, to be closed by the caller.
  TableReader tables(TableRequest request);
}
