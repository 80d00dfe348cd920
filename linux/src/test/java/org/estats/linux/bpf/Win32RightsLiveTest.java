package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.estats.TcpState;
import org.estats.catalogue.Switch;
import org.estats.linux.LinuxSource;
import org.estats.linux.LoadedCollector;
import org.estats.linux.Pair;
import org.estats.win32.IpHelper;
import org.estats.win32.TcpEstats;
import org.estats.win32.TcpMib;
import org.estats.win32.TcpRow;
import org.estats.win32.WinError;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Windows' calls by users without the right to set: 5 whatever the rest of the call says, and a
/// reader reads.
@ExtendWith(LoadedCollector.class)
final class Win32RightsLiveTest {

  private static final int DATA = TcpEstats.TcpConnectionEstatsData;
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private static LinuxSource source;
  private static IpHelper calls;

  @BeforeAll
  static void begin() throws Exception {
    source = new LinuxSource();
    calls = IpHelper.of(source);
    // Whatever classes are needed are loaded now, by one who may read their files.
    try (Pair pair = Pair.open()) {
      MemorySegment row = row(pair);
      assertThat(set(row, DATA, 0, 1)).isZero();
      assertThat(get(row)).isEqualTo(0);
      assertThat(source.maySet()).isTrue();
      assertThat(Collector.mayLoad()).isTrue();
    }
  }

  @AfterAll
  static void end() {
    Unprivileged.endReading();
    source.close();
  }

  private static MemorySegment row(Pair pair) throws Exception {
    MemorySegment row = Arena.ofAuto().allocate(TcpMib.MIB_TCPROW.layout());
    TcpRow.of(pair.clientEnd(), TcpState.ESTABLISHED, 0).write(TcpMib.MIB_TCPROW, row);
    return row;
  }

  private static int set(MemorySegment row, int type, int version, int size) {
    MemorySegment on = Arena.ofAuto().allocate(8).fill((byte) 1);
    return calls.SetPerTcpConnectionEStats(row, type, on, version, size, 0);
  }

  /// @return how many bytes the connection has sent; the code if that is not 0, made negative
  private static long get(MemorySegment row) {
    MemorySegment rod = Arena.ofAuto().allocate(TcpEstats.TCP_ESTATS_DATA_ROD_v0.layout());
    MemorySegment no = MemorySegment.NULL;
    int code = calls.GetPerTcpConnectionEStats(row, DATA, no, 0, 0, no, 0, 0, rod, 0, 96);
    return code == 0 ? TcpEstats.TCP_ESTATS_DATA_ROD_v0.get(rod, "DataBytesOut") : -code;
  }

  @Test
  void aReaderGets5FromSetAndHisNumbersFromGet() throws Exception {
    int readers = Unprivileged.letReadersRead();
    try (Pair pair = Pair.open()) {
      MemorySegment row = row(pair);
      source.set(pair.clientEnd(), EnumSet.of(Switch.DATA), NONE);
      pair.toServer(321);
      assertSetIsDenied(readers, row);
      assertThat(Unprivileged.as(readers, () -> get(row))).isEqualTo(321);
      assertThat(source.get(pair.clientEnd()).on()).containsExactly(Switch.DATA);
    }
  }

  @Test
  void aStrangerGets5FromBoth() throws Exception {
    Unprivileged.letReadersRead();
    try (Pair pair = Pair.open()) {
      MemorySegment row = row(pair);
      assertSetIsDenied(Unprivileged.NOBODY, row);
      assertThat(Unprivileged.as(Unprivileged.NOBODY, () -> get(row))).isEqualTo(-5);
      assertThat(source.get(pair.clientEnd()).on()).isEmpty();
    }
  }

  private static void assertSetIsDenied(int group, MemorySegment row) throws Exception {
    assertThat(as(group, () -> set(row, DATA, 0, 1))).isEqualTo(WinError.ERROR_ACCESS_DENIED);
    assertThat(as(group, () -> set(row, DATA, 1, 1))).as("before the version").isEqualTo(5);
    assertThat(as(group, () -> set(row, DATA, 0, 0))).as("before size 0").isEqualTo(5);
    assertThat(as(group, () -> set(row, 99, 0, 1))).as("before the type").isEqualTo(5);
    MemorySegment nobody = Arena.ofAuto().allocate(TcpMib.MIB_TCPROW.layout());
    assertThat(as(group, () -> set(nobody, DATA, 0, 1))).as("before the row").isEqualTo(5);
    assertThat(as(group, () -> set(null, DATA, 0, 1))).as("after the NULL row").isEqualTo(87);
  }

  private static int as(int group, Callable<Integer> work) throws Exception {
    return Unprivileged.as(group, work);
  }

  @Test
  void whereNothingIsLoadedTheRightToLoadCounts() throws Exception {
    assertThat(Unprivileged.as(Unprivileged.NOBODY, Collector::mayLoad)).isFalse();
  }
}
