package org.estats.linux;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.estats.TcpState;
import org.estats.linux.bpf.RecordTables;
import org.estats.linux.diag.Detail;
import org.estats.linux.diag.DumpQuery;
import org.estats.linux.diag.SockDiag;
import org.estats.linux.diag.TcpInfoSnapshot;
import org.estats.table.ObjectTable;
import org.estats.table.Scope;
import org.estats.table.SnapshotTable;
import org.estats.table.TableReader;
import org.estats.table.TableRequest;

/// Tables of this machine's connections: of the collector where it is loaded, else of `sock_diag`.
final class LinuxTables implements TableReader {

  private final TableRequest request;
  private final RecordTables records;

  LinuxTables(TableRequest request) {
    this.request = request;
    records = new RecordTables(request);
  }

  @Override
  public SnapshotTable read() {
    Optional<SnapshotTable> table = records.read();
    return table.orElseGet(() -> ofTcpInfo(request));
  }

  static SnapshotTable ofTcpInfo(TableRequest request) {
    Instant taken = Instant.now();
    List<ObjectTable.Entry> entries = new ArrayList<>();
    if (request.scope() == Scope.SWITCHED_ON) {
      return new ObjectTable(taken, entries); // of which tcp_info knows nothing
    }
    Set<TcpState> states = DumpQuery.TABLE.states();
    try (SockDiag diag = SockDiag.open()) {
      diag.forEach(
          DumpQuery.of(states, Detail.TCP_INFO).withFilter(request.filter()),
          socket -> {
            if (request.scope() == Scope.EVERY_STATE || socket.state().isSynchronised()) {
              entries.add(
                  new ObjectTable.Entry(
                      socket.row(), TcpInfoSnapshot.of(socket, taken).orElse(null)));
            }
          });
    }
    return new ObjectTable(taken, entries);
  }

  @Override
  public void close() {
    records.close();
  }
}
