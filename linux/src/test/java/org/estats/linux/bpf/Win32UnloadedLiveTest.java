package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.TcpState;
import org.estats.linux.LinuxSource;
import org.estats.linux.Pair;
import org.estats.win32.IpHelper;
import org.estats.win32.TcpEstats;
import org.estats.win32.TcpMib;
import org.estats.win32.TcpRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Windows' calls while no collector is loaded: the same codes, and only what is switched on loads
/// it.
@ExtendWith(Island.class)
final class Win32UnloadedLiveTest {

  private static final int PATH = TcpEstats.TcpConnectionEstatsPath;
  private static final MemorySegment NULL = MemorySegment.NULL;

  private final IpHelper calls = IpHelper.of(new LinuxSource());
  private final Arena arena = Arena.ofAuto();

  private MemorySegment row(Connection connection) {
    MemorySegment row = arena.allocate(TcpMib.MIB_TCPROW.layout());
    TcpRow.of(connection, TcpState.ESTABLISHED, 0).write(TcpMib.MIB_TCPROW, row);
    return row;
  }

  private int set(MemorySegment row, int value) {
    MemorySegment rw = arena.allocate(1).fill((byte) value);
    return calls.SetPerTcpConnectionEStats(row, PATH, rw, 0, 1, 0);
  }

  @Test
  void onlyWhatIsSwitchedOnLoadsTheCollector() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection client = pair.clientEnd();
      MemorySegment there = row(client);
      Endpoint nobody = new Endpoint(client.remote().address(), 1);
      MemorySegment none = row(new Connection(client.local(), nobody));
      assertThat(set(none, 0)).as("off, of none").isEqualTo(1168);
      assertThat(set(none, 1)).as("on, of none").isEqualTo(1168);
      assertThat(set(there, 0)).as("off, of one").isZero();
      assertThat(calls.SetPerTcpConnectionEStats(there, 9, there, 0, 1, 0)).isEqualTo(87);
      MemorySegment rw = arena.allocate(1).fill((byte) 0x5A);
      MemorySegment rod = arena.allocate(160).fill((byte) 0x5A);
      assertThat(calls.GetPerTcpConnectionEStats(there, PATH, rw, 0, 1, NULL, 0, 0, rod, 0, 160))
          .isZero();
      assertThat(TcpEstats.TCP_ESTATS_PATH_RW_v0.get(rw, "EnableCollection")).isZero();
      assertThat(rod.mismatch(MemorySegment.ofArray(new byte[160]))).isEqualTo(-1);
      assertThat(Collector.isLoaded()).as("loaded by calls that switch nothing on").isFalse();
      assertThat(set(there, 1)).isZero();
      assertThat(Collector.isLoaded()).isTrue();
    }
  }

  @Test
  void whoMayNotLoadGets5() throws Exception {
    try (Pair pair = Pair.open()) {
      MemorySegment there = row(pair.clientEnd());
      assertThat(set(there, 0)).as("classes loaded by one who may").isZero();
      int code = Unprivileged.as(Unprivileged.NOBODY, () -> set(there, 1));
      assertThat(code).isEqualTo(5);
      assertThat(Collector.isLoaded()).isFalse();
    }
  }
}
