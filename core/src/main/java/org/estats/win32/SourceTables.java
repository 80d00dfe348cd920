package org.estats.win32;

import static org.estats.win32.WinError.ERROR_INSUFFICIENT_BUFFER;
import static org.estats.win32.WinError.ERROR_INVALID_PARAMETER;
import static org.estats.win32.WinError.ERROR_NOT_SUPPORTED;
import static org.estats.win32.WinError.NO_ERROR;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.estats.ConnectionRow;
import org.estats.Endpoint;
import org.estats.EstatsSource;
import org.estats.HeldRow;
import org.estats.TcpState;

/// The connection tables over a source.
final class SourceTables {

  private static final ValueLayout.OfInt DWORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Each class of table comes as listeners, as connections, and as both.
  private static final int SELECTIONS = 3;

  private static final Comparator<TcpRow> ORDER =
      Comparator.<TcpRow, byte[]>comparing(r -> bytes(r.local()), Arrays::compareUnsigned)
          .thenComparing(TcpRow::localScope, Integer::compareUnsigned)
          .thenComparingInt(r -> r.local().port())
          .thenComparing(r -> bytes(r.remote()), Arrays::compareUnsigned)
          .thenComparing(TcpRow::remoteScope, Integer::compareUnsigned)
          .thenComparingInt(r -> r.remote().port());

  private final EstatsSource source;

  SourceTables(EstatsSource source) {
    this.source = source;
  }

  int whole(TableCall call, TableBuffer to) {
    return write(to, call.row(), call.family(), TcpMib.TCP_TABLE_BASIC_ALL);
  }

  int extended(TableBuffer to, int addressFamily, int tableClass, int reserved) {
    boolean isIpv6 = addressFamily == TcpMib.AF_INET6;
    boolean isFamily = isIpv6 || addressFamily == TcpMib.AF_INET;
    boolean isClass = tableClass >= 0 && tableClass <= TcpMib.TCP_TABLE_OWNER_MODULE_ALL;
    if (!to.hasSize() || !isFamily || !isClass || reserved != 0) {
      return ERROR_INVALID_PARAMETER;
    }
    boolean hasOwner = tableClass >= TcpMib.TCP_TABLE_OWNER_PID_LISTENER;
    boolean hasModule = tableClass >= TcpMib.TCP_TABLE_OWNER_MODULE_LISTENER;
    if (hasModule || isIpv6 && !hasOwner) {
      return ERROR_NOT_SUPPORTED;
    }
    Structure four = hasOwner ? TcpMib.MIB_TCPROW_OWNER_PID : TcpMib.MIB_TCPROW;
    return isIpv6
        ? write(to, TcpMib.MIB_TCP6ROW_OWNER_PID, Family.IPV6, tableClass % SELECTIONS)
        : write(to, four, Family.IPV4, tableClass % SELECTIONS);
  }

  private int write(TableBuffer to, Structure shape, Family family, int selection) {
    if (!to.hasSize()) {
      return ERROR_INVALID_PARAMETER;
    }
    Buffer table = to.rows();
    if (!table.isNull() && !table.isWritable()) {
      return ERROR_INVALID_PARAMETER;
    }
    List<TcpRow> rows = rows(shape, family, selection);
    long needed = TcpMib.ROWS + (long) rows.size() * shape.byteSize();
    if (table.isNull() || table.bytes() < needed) {
      to.size((int) needed);
      return ERROR_INSUFFICIENT_BUFFER;
    }
    table.write(filled(to.order() ? rows.stream().sorted(ORDER).toList() : rows, shape));
    return NO_ERROR;
  }

  /// The table in memory of our own.
  private static MemorySegment filled(List<TcpRow> rows, Structure shape) {
    MemorySegment filled =
        MemorySegment.ofArray(new byte[TcpMib.ROWS + rows.size() * shape.byteSize()]);
    filled.set(DWORD, 0, rows.size());
    for (int i = 0; i < rows.size(); i++) {
      long at = TcpMib.ROWS + (long) i * shape.byteSize();
      rows.get(i).write(shape, filled.asSlice(at, shape.byteSize()));
    }
    return filled;
  }

  private List<TcpRow> rows(Structure shape, Family family, int selection) {
    boolean hasOwner = shape.has("dwOwningPid");
    Stream<HeldRow> rows =
        hasOwner
            ? source.heldConnections().stream()
            : source.connections().stream().map(row -> new HeldRow(row, HeldRow.NOBODY));
    return rows.filter(held -> isOf(held.row(), family, selection))
        .map(held -> TcpRow.of(held.row().connection(), held.row().state(), held.pid()))
        .toList();
  }

  private static boolean isOf(ConnectionRow row, Family family, int selection) {
    boolean isListener = row.state() == TcpState.LISTEN;
    boolean isSelected =
        switch (selection) {
          case TcpMib.TCP_TABLE_BASIC_LISTENER -> isListener;
          case TcpMib.TCP_TABLE_BASIC_CONNECTIONS -> !isListener;
          default -> true;
        };
    return isSelected && row.connection().local().isIpv4() == (family == Family.IPV4);
  }

  private static byte[] bytes(Endpoint end) {
    return end.address().getAddress();
  }
}
