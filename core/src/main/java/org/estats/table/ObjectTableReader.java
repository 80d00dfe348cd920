package org.estats.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.EstatsSource;
import org.estats.Snapshot;

/// Makes tables of what any source gives as objects.
final class ObjectTableReader implements TableReader {

  private final EstatsSource source;
  private final TableRequest request;

  /// A reader of a source's connections.
  ObjectTableReader(EstatsSource source, TableRequest request) {
    this.source = Objects.requireNonNull(source, "source");
    this.request = Objects.requireNonNull(request, "request");
  }

  @Override
  public SnapshotTable read() {
    Instant taken = Instant.now();
    Map<Connection, Snapshot> snapshots = new HashMap<>();
    source.forEach(
        request.scope() == Scope.SWITCHED_ON, s -> snapshots.put(endsOf(s.connection()), s));
    List<ObjectTable.Entry> entries = new ArrayList<>();
    for (ConnectionRow row : source.connections()) {
      Snapshot snapshot = snapshots.get(endsOf(row.connection()));
      boolean belongs =
          switch (request.scope()) {
            case SWITCHED_ON -> snapshot != null && !snapshot.on().isEmpty();
            case STATISTICS -> row.state().isSynchronised();
            case EVERY_STATE -> true;
          };
      if (belongs) {
        entries.add(new ObjectTable.Entry(row, snapshot));
      }
    }
    return new ObjectTable(taken, entries);
  }

  /// Readings of two kinds may know different things beside the ends.
  private static Connection endsOf(Connection connection) {
    return new Connection(connection.local(), connection.remote());
  }

  @Override
  public void close() {
    // nothing is held
  }
}
