package org.estats.linux.win32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.TcpState;
import org.estats.linux.LinuxSource;
import org.estats.linux.Live;
import org.estats.linux.LoadedCollector;
import org.estats.linux.Pair;
import org.estats.linux.proc.FreshNetns;
import org.estats.win32.Family;
import org.estats.win32.IpHelper;
import org.estats.win32.Structure;
import org.estats.win32.TcpMib;
import org.estats.win32.TcpRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The connection tables of Windows' API, of the real connections of this machine.
@ExtendWith(LoadedCollector.class)
final class TablesLiveTest {

  private static final MemorySegment NULL = MemorySegment.NULL;
  private static final int PAIRS = 50;

  private final Arena arena = Arena.ofAuto();
  private final LinuxSource source = new LinuxSource();
  private final IpHelper calls = IpHelper.of(source);

  /// A call for a table.
  private interface TableCall {
    int into(MemorySegment table, MemorySegment size);
  }

  private TableCall extended(Family family, int tableClass) {
    return (table, size) ->
        calls.GetExtendedTcpTable(table, size, true, family.addressFamily(), tableClass, 0);
  }

  /// The rows of a table, taken as a careful program takes them.
  private List<TcpRow> rows(Structure shape, TableCall call) {
    MemorySegment size = arena.allocateFrom(JAVA_INT, 0);
    MemorySegment table = NULL;
    int code = call.into(table, size);
    while (code == 122) {
      table = arena.allocate(size.get(JAVA_INT, 0));
      code = call.into(table, size);
    }
    assertThat(code).isZero();
    List<TcpRow> rows = new ArrayList<>();
    for (int i = 0; i < table.get(JAVA_INT, 0); i++) {
      rows.add(TcpRow.read(shape, table.asSlice(4 + (long) i * shape.byteSize())));
    }
    return rows;
  }

  @Test
  void everyTableHasTheConnectionAndOnlyThatOfItsFamily() throws Exception {
    try (Pair four = Pair.open(Pair.Family.IPV4);
        Pair mapped = Pair.open(Pair.Family.MAPPED);
        Pair six = Pair.open(Pair.Family.IPV6)) {
      List<Connection> fours = List.of(four.clientEnd(), four.serverEnd(), mapped.clientEnd());
      List<Connection> sixes = List.of(six.clientEnd(), six.serverEnd());
      assertHas(rows(TcpMib.MIB_TCPROW, (t, s) -> calls.GetTcpTable(t, s, true)), fours, sixes);
      assertHas(rows(TcpMib.MIB_TCPROW2, (t, s) -> calls.GetTcpTable2(t, s, true)), fours, sixes);
      assertHas(rows(TcpMib.MIB_TCP6ROW, (t, s) -> calls.GetTcp6Table(t, s, true)), sixes, fours);
      assertHas(rows(TcpMib.MIB_TCP6ROW2, (t, s) -> calls.GetTcp6Table2(t, s, true)), sixes, fours);
      assertHas(rows(TcpMib.MIB_TCPROW, extended(Family.IPV4, 2)), fours, sixes);
      assertHas(rows(TcpMib.MIB_TCPROW_OWNER_PID, extended(Family.IPV4, 5)), fours, sixes);
      assertHas(rows(TcpMib.MIB_TCP6ROW_OWNER_PID, extended(Family.IPV6, 5)), sixes, fours);
    }
  }

  private static void assertHas(List<TcpRow> rows, List<Connection> there, List<Connection> not) {
    assertThat(rows)
        .extracting(TcpRow::connection)
        .containsAll(there)
        .doesNotContainAnyElementsOf(not);
  }

  @Test
  void theOwnerIsThisProcess() throws Exception {
    int own = (int) ProcessHandle.current().pid();
    try (Pair four = Pair.open(Pair.Family.IPV4);
        Pair six = Pair.open(Pair.Family.IPV6)) {
      for (List<TcpRow> rows :
          List.of(
              rows(TcpMib.MIB_TCPROW2, (t, s) -> calls.GetTcpTable2(t, s, false)),
              rows(TcpMib.MIB_TCPROW_OWNER_PID, extended(Family.IPV4, 4)))) {
        assertThat(row(rows, four.serverEnd()).pid()).isEqualTo(own);
      }
      for (List<TcpRow> rows :
          List.of(
              rows(TcpMib.MIB_TCP6ROW2, (t, s) -> calls.GetTcp6Table2(t, s, false)),
              rows(TcpMib.MIB_TCP6ROW_OWNER_PID, extended(Family.IPV6, 4)))) {
        assertThat(row(rows, six.clientEnd()).pid()).isEqualTo(own);
      }
    }
  }

  private static TcpRow row(List<TcpRow> rows, Connection connection) {
    return rows.stream().filter(r -> r.connection().equals(connection)).findFirst().orElseThrow();
  }

  @Test
  void listenersAndConnectionsAreClassesOfTheirOwn() throws Exception {
    try (Pair pair = Pair.open(Pair.Family.IPV4)) {
      Endpoint listening = Endpoint.of((InetSocketAddress) pair.listener().getLocalAddress());
      for (int base : new int[] {0, 3}) {
        Structure shape = base == 0 ? TcpMib.MIB_TCPROW : TcpMib.MIB_TCPROW_OWNER_PID;
        List<TcpRow> listeners = rows(shape, extended(Family.IPV4, base));
        List<TcpRow> connections = rows(shape, extended(Family.IPV4, base + 1));
        assertThat(listeners).extracting(TcpRow::local).contains(listening);
        assertThat(listeners).extracting(TcpRow::state).containsOnly(TcpMib.MIB_TCP_STATE_LISTEN);
        assertThat(connections).extracting(TcpRow::connection).contains(pair.serverEnd());
        assertThat(connections)
            .extracting(TcpRow::state)
            .doesNotContain(TcpMib.MIB_TCP_STATE_LISTEN);
      }
    }
  }

  @Test
  void statesHaveWindowsNumbersAndTimeWaitHasNoStatistics() throws Exception {
    Connection closed;
    try (Pair pair = Pair.open(Pair.Family.IPV4)) {
      closed = pair.clientEnd();
      assertThat(stateOf(closed)).isEqualTo(TcpMib.MIB_TCP_STATE_ESTAB);
      pair.client().close();
      Live.await("CLOSE-WAIT", () -> stateOf(pair.serverEnd()) == TcpMib.MIB_TCP_STATE_CLOSE_WAIT);
      Live.await("FIN-WAIT-2", () -> stateOf(closed) == TcpMib.MIB_TCP_STATE_FIN_WAIT2);
      pair.server().close();
      Live.await("TIME-WAIT", () -> stateOf(closed) == TcpMib.MIB_TCP_STATE_TIME_WAIT);
    }
    MemorySegment row = arena.allocate(TcpMib.MIB_TCPROW.layout());
    TcpRow.of(closed, TcpState.TIME_WAIT, 0).write(TcpMib.MIB_TCPROW, row);
    MemorySegment on = arena.allocate(1).fill((byte) 1);
    assertThat(calls.SetPerTcpConnectionEStats(row, 1, on, 0, 1, 0)).isEqualTo(1168);
    assertThat(calls.GetPerTcpConnectionEStats(row, 0, NULL, 0, 0, NULL, 0, 0, NULL, 0, 0))
        .isEqualTo(1168);
  }

  private int stateOf(Connection connection) {
    return row(rows(TcpMib.MIB_TCPROW, (t, s) -> calls.GetTcpTable(t, s, false)), connection)
        .state();
  }

  @Test
  void addressesAndPortsAreInNetworkOrder() throws Exception {
    try (Pair pair = Pair.open(Pair.Family.IPV4)) {
      int port = pair.serverEnd().local().port();
      MemorySegment size = arena.allocateFrom(JAVA_INT, 1 << 20);
      MemorySegment table = arena.allocate(1 << 20);
      assertThat(calls.GetExtendedTcpTable(table, size, true, TcpMib.AF_INET, 0, 0)).isZero();
      byte[] listener = new byte[20];
      for (int i = 0; i < table.get(JAVA_INT, 0); i++) {
        byte[] row = table.asSlice(4 + i * 20L, 20).toArray(JAVA_BYTE);
        if ((row[8] & 0xFF) == port >> 8 && (row[9] & 0xFF) == (port & 0xFF)) {
          listener = row;
        }
      }
      assertThat(listener)
          .startsWith(2, 0, 0, 0, 127, 0, 0, 1, port >> 8, port & 0xFF, 0, 0, 0, 0, 0, 0);
      assertThat(size.get(JAVA_INT, 0)).as("size after success").isEqualTo(1 << 20);
    }
  }

  @Test
  void aSortedTableIsSortedByLocalThenRemoteEnd() throws Exception {
    try (Pair one = Pair.open(Pair.Family.IPV4);
        Pair two = Pair.open(Pair.Family.IPV4);
        Pair three = Pair.open(Pair.Family.IPV4)) {
      List<TcpRow> rows = rows(TcpMib.MIB_TCPROW, (t, s) -> calls.GetTcpTable(t, s, true));
      assertThat(rows).hasSizeGreaterThan(8).isSortedAccordingTo(inOrder());
      assertThat(rows)
          .extracting(TcpRow::connection)
          .contains(one.clientEnd(), two.clientEnd(), three.clientEnd());
    }
  }

  private static Comparator<TcpRow> inOrder() {
    return Comparator.<TcpRow>comparingLong(r -> number(r.local()))
        .thenComparingLong(r -> number(r.remote()));
  }

  /// An IPv4 end as one number, the address above the port.
  private static long number(Endpoint end) {
    long number = 0;
    for (byte b : end.address().getAddress()) {
      number = number << 8 | b & 0xFF;
    }
    return number << 16 | end.port();
  }

  /// In a namespace of its own, where nothing ends meanwhile.
  @Test
  void aTableThatHasGrownSinceItsSizeWasAskedForDoesNotFit() throws Throwable {
    FreshNetns.run(this::growATable);
  }

  private void growATable() throws Exception {
    List<Pair> pairs = new ArrayList<>();
    try {
      MemorySegment size = arena.allocateFrom(JAVA_INT, 0);
      assertThat(calls.GetTcpTable(null, size, true)).isEqualTo(122);
      int needed = size.get(JAVA_INT, 0);
      MemorySegment table = arena.allocate(needed).fill((byte) 0x5A);
      for (int i = 0; i < PAIRS; i++) {
        pairs.add(Pair.open(Pair.Family.IPV4));
      }
      assertThat(calls.GetTcpTable(table, size, true)).isEqualTo(122);
      assertThat(size.get(JAVA_INT, 0)).isGreaterThan(needed);
      assertThat(table.toArray(JAVA_BYTE)).as("a table that did not fit").containsOnly(0x5A);
      List<TcpRow> rows = rows(TcpMib.MIB_TCPROW, (t, s) -> calls.GetTcpTable(t, s, true));
      for (Pair pair : pairs) {
        assertThat(rows)
            .extracting(TcpRow::connection)
            .contains(pair.clientEnd(), pair.serverEnd());
      }
    } finally {
      for (Pair pair : pairs) {
        pair.close();
      }
    }
  }

  @Test
  void whatCannotBeAskedHasItsCode() {
    MemorySegment size = arena.allocateFrom(JAVA_INT, 0);
    MemorySegment table = arena.allocate(16);
    MemorySegment closed;
    try (Arena brief = Arena.ofConfined()) {
      closed = brief.allocate(16);
    }
    for (MemorySegment bad :
        new MemorySegment[] {NULL, null, closed, size.asSlice(1), size.asReadOnly()}) {
      assertThat(calls.GetTcpTable(table, bad, true)).isEqualTo(87);
      assertThat(calls.GetTcp6Table(table, bad, true)).isEqualTo(87);
      assertThat(calls.GetTcpTable2(table, bad, true)).isEqualTo(87);
      assertThat(calls.GetTcp6Table2(table, bad, true)).isEqualTo(87);
      assertThat(calls.GetExtendedTcpTable(table, bad, true, 2, 5, 0)).isEqualTo(87);
    }
    assertThat(calls.GetExtendedTcpTable(NULL, size, true, 10, 5, 0))
        .as("Linux' AF_INET6")
        .isEqualTo(87);
    assertThat(calls.GetExtendedTcpTable(NULL, size, true, 2, 9, 0)).isEqualTo(87);
    assertThat(calls.GetExtendedTcpTable(NULL, size, true, 2, -1, 0)).isEqualTo(87);
    assertThat(calls.GetExtendedTcpTable(NULL, size, true, 2, 5, 1)).isEqualTo(87);
    for (int tableClass = 0; tableClass < 9; tableClass++) {
      boolean isModule = tableClass >= 6;
      assertThat(calls.GetExtendedTcpTable(NULL, size, true, 2, tableClass, 0))
          .isEqualTo(isModule ? 50 : 122);
      assertThat(calls.GetExtendedTcpTable(NULL, size, true, 23, tableClass, 0))
          .isEqualTo(isModule || tableClass < 3 ? 50 : 122);
    }
    size.set(JAVA_INT, 0, 100); // more than the table has
    assertThat(calls.GetTcpTable(table, size, true)).isEqualTo(87);
    assertThat(calls.GetTcpTable(closed, size, true)).isEqualTo(87);
  }
}
