package org.estats.win32;

import static org.estats.win32.Structure.DWORD;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.estats.TcpState;

/// The connection tables of `tcpmib.h` and `iprtrmib.h`.
///
/// A table is a `DWORD dwNumEntries` and as many rows, of which the first is at [#ROWS]. Addresses
/// are in network order in memory; of a port the low 16 bits count, in network order; scopes are in
/// the order of the host.
public final class TcpMib {

  /// `MIB_TCP_STATE`. The last two that RFC 4898 knows are numbered the other way round there.
  public static final int MIB_TCP_STATE_CLOSED = 1;

  public static final int MIB_TCP_STATE_LISTEN = 2;
  public static final int MIB_TCP_STATE_SYN_SENT = 3;
  public static final int MIB_TCP_STATE_SYN_RCVD = 4;
  public static final int MIB_TCP_STATE_ESTAB = 5;
  public static final int MIB_TCP_STATE_FIN_WAIT1 = 6;
  public static final int MIB_TCP_STATE_FIN_WAIT2 = 7;
  public static final int MIB_TCP_STATE_CLOSE_WAIT = 8;
  public static final int MIB_TCP_STATE_CLOSING = 9;
  public static final int MIB_TCP_STATE_LAST_ACK = 10;
  public static final int MIB_TCP_STATE_TIME_WAIT = 11;
  public static final int MIB_TCP_STATE_DELETE_TCB = 12;

  /// `TCP_TABLE_CLASS`: what [IpHlpApi#GetExtendedTcpTable] is asked for.
  public static final int TCP_TABLE_BASIC_LISTENER = 0;

  public static final int TCP_TABLE_BASIC_CONNECTIONS = 1;
  public static final int TCP_TABLE_BASIC_ALL = 2;
  public static final int TCP_TABLE_OWNER_PID_LISTENER = 3;
  public static final int TCP_TABLE_OWNER_PID_CONNECTIONS = 4;
  public static final int TCP_TABLE_OWNER_PID_ALL = 5;
  public static final int TCP_TABLE_OWNER_MODULE_LISTENER = 6;
  public static final int TCP_TABLE_OWNER_MODULE_CONNECTIONS = 7;
  public static final int TCP_TABLE_OWNER_MODULE_ALL = 8;

  /// Windows' numbers of the address families, whatever the machine's own are.
  public static final int AF_INET = 2;

  public static final int AF_INET6 = 23;

  /// `TCP_CONNECTION_OFFLOAD_STATE`: the connection is in the hands of the host.
  public static final int TcpConnectionOffloadStateInHost = 0;

  /// Where the first row of a table is.
  public static final int ROWS = Integer.BYTES;

  private static final String STATE = "dwState";
  private static final String OWNER = "dwOwningPid";
  private static final String OFFLOAD = "dwOffloadState";

  public static final Structure MIB_TCPROW = Structure.of("MIB_TCPROW", four(STATE));
  public static final Structure MIB_TCPROW2 =
      Structure.of("MIB_TCPROW2", with(four(STATE), OWNER, OFFLOAD));
  public static final Structure MIB_TCPROW_OWNER_PID =
      Structure.of("MIB_TCPROW_OWNER_PID", with(four(STATE), OWNER));
  public static final Structure MIB_TCP6ROW =
      Structure.of("MIB_TCP6ROW", joined(dwords("State"), six("LocalAddr", "RemoteAddr")));
  public static final Structure MIB_TCP6ROW2 =
      Structure.of("MIB_TCP6ROW2", with(six("LocalAddr", "RemoteAddr"), "State", OWNER, OFFLOAD));
  public static final Structure MIB_TCP6ROW_OWNER_PID =
      Structure.of("MIB_TCP6ROW_OWNER_PID", with(six("ucLocalAddr", "ucRemoteAddr"), STATE, OWNER));

  private TcpMib() {}

  /// The number of `MIB_TCP_STATE` for a state.
  public static int number(TcpState state) {
    return switch (state) {
      case CLOSED -> MIB_TCP_STATE_CLOSED;
      case LISTEN -> MIB_TCP_STATE_LISTEN;
      case SYN_SENT -> MIB_TCP_STATE_SYN_SENT;
      case SYN_RECEIVED -> MIB_TCP_STATE_SYN_RCVD;
      case ESTABLISHED -> MIB_TCP_STATE_ESTAB;
      case FIN_WAIT_1 -> MIB_TCP_STATE_FIN_WAIT1;
      case FIN_WAIT_2 -> MIB_TCP_STATE_FIN_WAIT2;
      case CLOSE_WAIT -> MIB_TCP_STATE_CLOSE_WAIT;
      case CLOSING -> MIB_TCP_STATE_CLOSING;
      case LAST_ACK -> MIB_TCP_STATE_LAST_ACK;
      case TIME_WAIT -> MIB_TCP_STATE_TIME_WAIT;
    };
  }

  /// The state with a number of `MIB_TCP_STATE`. A connection that is being deleted, or whose
  /// number means nothing, is closed: it has no statistics.
  public static TcpState state(int number) {
    for (TcpState state : TcpState.values()) {
      if (number(state) == number) {
        return state;
      }
    }
    return TcpState.CLOSED;
  }

  private static List<MemoryLayout> four(String state) {
    return dwords(state, "dwLocalAddr", "dwLocalPort", "dwRemoteAddr", "dwRemotePort");
  }

  private static List<MemoryLayout> six(String local, String remote) {
    return joined(
        joined(List.of(address(local)), dwords("dwLocalScopeId", "dwLocalPort")),
        joined(List.of(address(remote)), dwords("dwRemoteScopeId", "dwRemotePort")));
  }

  private static List<MemoryLayout> with(List<MemoryLayout> members, String... more) {
    return joined(members, dwords(more));
  }

  private static List<MemoryLayout> joined(List<MemoryLayout> one, List<MemoryLayout> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  private static List<MemoryLayout> dwords(String... names) {
    return Arrays.stream(names).map(DWORD::withName).toList();
  }

  private static MemoryLayout address(String name) {
    return MemoryLayout.sequenceLayout(16, ValueLayout.JAVA_BYTE).withName(name);
  }
}
