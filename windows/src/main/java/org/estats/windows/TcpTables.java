package org.estats.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.win32.Family;
import org.estats.win32.NativeIpHlpApi;
import org.estats.win32.Structure;
import org.estats.win32.TcpMib;
import org.estats.win32.TcpRow;
import org.estats.win32.WinError;

/// Windows' connection tables, with the owners.
final class TcpTables {

  /// The table may grow between the call that says how large it is and the one that takes it.
  private static final int TRIES = 16;

  private static final int ROWS_TO_SPARE = 64;

  private final NativeIpHlpApi library;

  TcpTables(NativeIpHlpApi library) {
    this.library = library;
  }

  /// A row, and the family of the table in which it stood: a connection of IPv4 may stand in that
  /// of IPv6, with mapped addresses.
  record Found(TcpRow row, Family family) {

    /// Whether it is a row of a connection, in whatever state.
    boolean isOf(Connection connection) {
      return row.local().equals(connection.local()) && row.remote().equals(connection.remote());
    }

    /// The row as Get and Set want it: rows of IPv6 have another order of members there.
    MemorySegment structure(Arena arena) {
      MemorySegment structure = arena.allocate(family.row().layout());
      row.write(family.row(), structure);
      return structure;
    }
  }

  /// All rows of both families.
  List<Found> all() {
    List<Found> rows = new ArrayList<>();
    for (Family family : Family.values()) {
      read(family).forEach(row -> rows.add(new Found(row, family)));
    }
    return rows;
  }

  /// The row of a connection; empty if there is none.
  Optional<Found> find(Connection connection) {
    return all().stream().filter(found -> found.isOf(connection)).findFirst();
  }

  private List<TcpRow> read(Family family) {
    Structure shape =
        switch (family) {
          case IPV4 -> TcpMib.MIB_TCPROW_OWNER_PID;
          case IPV6 -> TcpMib.MIB_TCP6ROW_OWNER_PID;
        };
    String operation = "read the connection table of " + family;
    long bytes = 0;
    int code = WinError.ERROR_INSUFFICIENT_BUFFER;
    for (int i = 0; i < TRIES; i++) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment table =
            bytes == 0 ? MemorySegment.NULL : arena.allocate(bytes, Integer.BYTES);
        MemorySegment size = arena.allocateFrom(JAVA_INT, (int) bytes);
        code =
            library.extendedTable(
                table, size, false, family.addressFamily(), TcpMib.TCP_TABLE_OWNER_PID_ALL, 0);
        switch (code) {
          case WinError.NO_ERROR -> {
            return rows(table, shape, operation);
          }
          case WinError.ERROR_INSUFFICIENT_BUFFER -> {
            long needed = Integer.toUnsignedLong(size.get(JAVA_INT, 0));
            bytes = Math.max(needed, bytes) + (long) ROWS_TO_SPARE * shape.byteSize();
          }
          case WinError.STATUS_UNSUCCESSFUL -> {} // it changed too fast
          default -> throw StatusCode.failure(operation, code);
        }
      }
    }
    throw new EstatsException(
        EstatsException.Kind.BUSY,
        operation + ": it changed all the time (" + Integer.toUnsignedLong(code) + ")",
        "try again");
  }

  private static List<TcpRow> rows(MemorySegment table, Structure shape, String operation) {
    long count = table.byteSize() < TcpMib.ROWS ? 0 : table.get(JAVA_INT, 0);
    if (count < 0 || TcpMib.ROWS + count * shape.byteSize() > table.byteSize()) {
      throw new EstatsException(
          EstatsException.Kind.FAILED,
          operation + ": " + count + " rows do not fit in " + table.byteSize() + " bytes");
    }
    List<TcpRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long at = TcpMib.ROWS + (long) i * shape.byteSize();
      rows.add(TcpRow.read(shape, table.asSlice(at, shape.byteSize())));
    }
    return rows;
  }
}
