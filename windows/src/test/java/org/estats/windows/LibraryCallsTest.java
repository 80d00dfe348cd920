package org.estats.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import org.estats.Connection;
import org.estats.ConnectionText;
import org.estats.TcpState;
import org.estats.catalogue.Group;
import org.estats.win32.Family;
import org.estats.win32.IpHelper;
import org.estats.win32.Structure;
import org.estats.win32.TcpEstats;
import org.estats.win32.TcpMib;
import org.estats.win32.TcpRow;
import org.estats.windows.StandIn.Call;
import org.estats.windows.StandIn.Part;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Windows' calls over the library itself: it is the library that answers, and no memory is touched
/// that the caller did not give.
final class LibraryCallsTest {

  private static final MemorySegment NULL = MemorySegment.NULL;
  private static final Connection FOUR = ConnectionText.parse("192.0.2.1:50000-198.51.100.9:443");
  private static final Structure ROD = TcpEstats.TCP_ESTATS_PATH_ROD_v0;
  private static final int PATH = TcpEstats.TcpConnectionEstatsPath;

  @TempDir static Path folder;

  private static StandIn library;
  private static IpHelper calls;

  private Arena arena;
  private MemorySegment row;

  @BeforeAll
  static void compile() throws Exception {
    library = StandIn.compile(folder);
    calls = IpHelper.of(library.source());
  }

  @BeforeEach
  void reset() {
    library.reset();
    arena = Arena.ofAuto();
    row = arena.allocate(TcpMib.MIB_TCPROW.layout());
    TcpRow.of(FOUR, TcpState.ESTABLISHED, 0).write(TcpMib.MIB_TCPROW, row);
  }

  @AfterAll
  static void close() {
    if (library != null) {
      library.close();
    }
  }

  @Test
  void whatIsOffIsWhatTheLibraryLeavesThere() {
    int index = library.add(FOUR);
    MemorySegment rw = arena.allocate(1).fill((byte) 9);
    MemorySegment rod = arena.allocate(ROD.layout());
    assertThat(get(rw, 1, rod, ROD.byteSize())).isZero();
    assertThat(rw.get(JAVA_BYTE, 0)).isZero();
    assertThat(ROD.get(rod, "FastRetran")).isEqualTo(0xA5A5A5A5L);
    byte[] filled = new byte[160];
    Arrays.fill(filled, (byte) 3);
    library.store(index, Group.PATH, Part.ROD, filled);
    MemorySegment one = MemorySegment.ofArray(new byte[] {1});
    assertThat(calls.SetPerTcpConnectionEStats(row, PATH, one, 0, 1, 0)).isZero();
    assertThat(get(rw, 1, rod, ROD.byteSize())).isZero();
    assertThat(ROD.get(rod, "MinMss")).isEqualTo(0x03030303L);
    assertThat(rw.get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
  }

  @Test
  void theLibraryJudgesWhatIsWellFormed() {
    library.add(FOUR);
    MemorySegment rod = arena.allocate(200);
    assertThat(get(NULL, 0, rod, 159)).isEqualTo(122);
    assertThat(get(NULL, 0, NULL, 160)).isEqualTo(1784);
    assertThat(get(NULL, 1, rod, 160)).isEqualTo(1784);
    assertThat(calls.SetPerTcpConnectionEStats(NULL, PATH, rod, 0, 1, 0)).isEqualTo(87);
    assertThat(calls.SetPerTcpConnectionEStats(null, PATH, rod, 0, 1, 0)).isEqualTo(87);
    assertThat(calls.SetPerTcpConnectionEStats(row, 9, rod, 0, 1, 0)).isEqualTo(87);
    assertThat(calls.SetPerTcpConnectionEStats(row, PATH, rod, 1, 1, 0)).isEqualTo(50);
    assertThat(calls.SetPerTcpConnectionEStats(row, PATH, NULL, 0, 0, 0)).isZero();
    library.deny();
    assertThat(calls.SetPerTcpConnectionEStats(row, PATH, rod, 0, 1, 0)).isEqualTo(5);
    library.force(Call.GET, 1450, 1); // a code that we do not know is passed on
    assertThat(get(NULL, 0, rod, 160)).isEqualTo(1450);
  }

  @Test
  void memoryThatIsNotThereIsNeverTouched() {
    library.add(FOUR);
    MemorySegment closed;
    try (Arena brief = Arena.ofConfined()) {
      closed = brief.allocate(200);
    }
    MemorySegment small = arena.allocate(159);
    assertThat(get(NULL, 0, small, 160)).isEqualTo(1784);
    assertThat(get(NULL, 0, small, -1)).isEqualTo(1784);
    assertThat(get(NULL, 0, closed, 160)).isEqualTo(1784);
    assertThat(get(closed, 1, NULL, 0)).isEqualTo(1784);
    assertThat(get(NULL, 0, arena.allocate(160).asReadOnly(), 160)).isEqualTo(1784);
    assertThat(calls.SetPerTcpConnectionEStats(closed, PATH, small, 0, 1, 0)).isEqualTo(87);
    assertThat(calls.SetPerTcpConnectionEStats(row.asSlice(0, 19), PATH, small, 0, 1, 0))
        .isEqualTo(87);
    assertThat(calls.SetPerTcpConnectionEStats(row, PATH, closed, 0, 1, 0)).isEqualTo(1784);
    assertThat(calls.GetTcpTable(small, closed, true)).isEqualTo(87);
    assertThat(calls.GetTcpTable(small, arena.allocateFrom(JAVA_INT, 160), true)).isEqualTo(87);
    assertThat(library.calls(Call.GET) + library.calls(Call.SET) + library.calls(Call.TABLE))
        .as("calls of the library")
        .isZero();
  }

  @Test
  void tablesOfBothFamiliesComeThrough() {
    Connection six = ConnectionText.parse("[2001:db8::1]:50001-[2001:db8::2]:80");
    library.add(FOUR);
    library.add(six);
    assertThat(table(TcpMib.MIB_TCPROW, calls::GetTcpTable).connection()).isEqualTo(FOUR);
    assertThat(table(TcpMib.MIB_TCPROW2, calls::GetTcpTable2).pid()).isEqualTo(77);
    assertThat(table(TcpMib.MIB_TCP6ROW, calls::GetTcp6Table).connection()).isEqualTo(six);
    assertThat(table(TcpMib.MIB_TCP6ROW2, calls::GetTcp6Table2).pid()).isEqualTo(77);
    TcpRow owned =
        table(
            TcpMib.MIB_TCP6ROW_OWNER_PID,
            (table, size, order) ->
                calls.GetExtendedTcpTable(
                    table,
                    size,
                    order,
                    Family.IPV6.addressFamily(),
                    TcpMib.TCP_TABLE_OWNER_PID_ALL,
                    0));
    assertThat(owned.connection()).isEqualTo(six);
  }

  private interface TableRead {
    int into(MemorySegment table, MemorySegment size, boolean order);
  }

  private TcpRow table(Structure shape, TableRead call) {
    MemorySegment size = arena.allocateFrom(JAVA_INT, 0);
    assertThat(call.into(NULL, size, true)).isEqualTo(122);
    assertThat(size.get(JAVA_INT, 0)).isEqualTo(TcpMib.ROWS + shape.byteSize());
    MemorySegment table = arena.allocate(size.get(JAVA_INT, 0));
    assertThat(call.into(table, size, true)).isZero();
    return TcpRow.read(shape, table.asSlice(TcpMib.ROWS));
  }

  private int get(MemorySegment rw, int rwSize, MemorySegment rod, int rodSize) {
    return calls.GetPerTcpConnectionEStats(row, PATH, rw, 0, rwSize, NULL, 0, 0, rod, 0, rodSize);
  }
}
