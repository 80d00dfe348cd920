package org.estats.table;

import org.estats.EstatsSource;

/// Reads tables of one kind again and again, in memory that it keeps: a table that is closed gives
/// its memory to the next. For one thread at a time; readings happen in the network namespace of
/// the thread that reads.
public interface TableReader extends AutoCloseable {

  /// A reader of a source's tables: many connections at one moment; off the heap where the source
  /// is a [TableSource], else made of its snapshots.
  static TableReader of(EstatsSource source, TableRequest request) {
    return source instanceof TableSource tables
        ? tables.tables(request)
        : new ObjectTableReader(source, request);
  }

  /// Reads a table. Each of its connections is one moment; they follow one another within the time
  /// that the reading takes.
  ///
  /// @throws org.estats.EstatsException ACCESS_DENIED, NOT_SUPPORTED, FAILED
  SnapshotTable read();

  /// Gives the memory back, that of tables that are still open too.
  @Override
  void close();
}
