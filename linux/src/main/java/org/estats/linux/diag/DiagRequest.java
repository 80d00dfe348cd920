package org.estats.linux.diag;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Set;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.TcpState;

/// Writes the requests of `sock_diag`.
///
/// ```text
///  0             16       17         18         19    20       24      26       28
///  +-------------+--------+----------+----------+-----+--------+-------+--------+
///  | netlink hdr | family | protocol | details  | pad | states | lport | rport  | ...
///  +-------------+--------+----------+----------+-----+--------+-------+--------+
///  28      44       60   64       72
///  +-------+--------+----+--------+
///  | local | remote | if | cookie |        inet_diag_req_v2 from 16 on
///  +-------+--------+----+--------+
///  72       74     76
///  +--------+------+---------+
///  | length | type | program |                       of a dump for a filter: see DiagTerms
///  +--------+------+---------+
/// ```
final class DiagRequest {

  static final int BYTES = 72;

  private static final int ATTRIBUTE_BYTES = 4;

  /// With the longest program.
  static final int BYTES_MAX = BYTES + ATTRIBUTE_BYTES + DiagTerms.BYTES_MAX;

  static final int SOCK_DIAG_BY_FAMILY = 20;

  private static final int IPPROTO_TCP = 6;
  private static final short PROGRAM = 1;
  private static final short FLAG_REQUEST = 0x1;
  private static final short FLAG_DUMP = 0x300;
  private static final long ANY_COOKIE = -1;

  private static final int FAMILY = 16;
  private static final int PROTOCOL = 17;
  private static final int DETAILS = 18;
  private static final int STATES = 20;
  private static final int LOCAL_PORT = 24;
  private static final int REMOTE_PORT = 26;
  private static final int LOCAL = 28;
  private static final int REMOTE = 44;
  private static final int DEVICE = 60;
  private static final int COOKIE = 64;

  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment memory;

  /// @param memory at least [#BYTES_MAX] long
  DiagRequest(MemorySegment memory) {
    this.memory = memory.asSlice(0, BYTES_MAX);
  }

  /// A request for all sockets of a family in some states.
  MemorySegment dump(int number, int family, DumpQuery query) {
    begin(number, (short) (FLAG_REQUEST | FLAG_DUMP), family);
    memory.set(ValueLayout.JAVA_BYTE, DETAILS, (byte) Detail.mask(query.details()));
    Set<TcpState> states = DiagTerms.states(query.filter(), query.states());
    memory.set(ValueLayout.JAVA_INT_UNALIGNED, STATES, KernelState.mask(states));
    return withProgram(DiagTerms.of(query.filter()));
  }

  private MemorySegment withProgram(DiagTerms terms) {
    if (terms.bytes() == 0) {
      return written(BYTES);
    }
    int attribute = ATTRIBUTE_BYTES + terms.bytes();
    memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, BYTES, (short) attribute);
    memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, BYTES + 2, PROGRAM);
    terms.writeTo(memory.asSlice(BYTES + ATTRIBUTE_BYTES, terms.bytes()));
    return written(BYTES + attribute);
  }

  private MemorySegment written(int bytes) {
    memory.set(ValueLayout.JAVA_INT_UNALIGNED, 0, bytes);
    return memory.asSlice(0, bytes);
  }

  /// A request for all sockets of a family that have the ports of a connection.
  MemorySegment dump(int number, int family, DumpQuery query, Connection connection) {
    MemorySegment request = dump(number, family, query);
    memory.set(PORT, LOCAL_PORT, (short) connection.local().port());
    memory.set(PORT, REMOTE_PORT, (short) connection.remote().port());
    return request;
  }

  /// A request for the one socket that a segment of this connection would be given to.
  MemorySegment exact(int number, Connection connection, int device, int details) {
    begin(
        number,
        FLAG_REQUEST,
        connection.local().isIpv4() ? SocketView.AF_INET : SocketView.AF_INET6);
    memory.set(ValueLayout.JAVA_BYTE, DETAILS, (byte) details);
    memory.set(ValueLayout.JAVA_INT_UNALIGNED, STATES, -1);
    memory.set(PORT, LOCAL_PORT, (short) connection.local().port());
    memory.set(PORT, REMOTE_PORT, (short) connection.remote().port());
    address(LOCAL, connection.local());
    address(REMOTE, connection.remote());
    memory.set(ValueLayout.JAVA_INT_UNALIGNED, DEVICE, device);
    long cookie = connection.cookie();
    memory.set(
        ValueLayout.JAVA_LONG_UNALIGNED,
        COOKIE,
        cookie == Connection.UNKNOWN_COOKIE ? ANY_COOKIE : cookie);
    return written(BYTES);
  }

  private void begin(int number, short flags, int family) {
    memory.fill((byte) 0);
    memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, 4, (short) SOCK_DIAG_BY_FAMILY);
    memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, 6, flags);
    memory.set(ValueLayout.JAVA_INT_UNALIGNED, 8, number);
    memory.set(ValueLayout.JAVA_BYTE, FAMILY, (byte) family);
    memory.set(ValueLayout.JAVA_BYTE, PROTOCOL, (byte) IPPROTO_TCP);
  }

  private void address(int field, Endpoint endpoint) {
    byte[] bytes = endpoint.address().getAddress();
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, field, bytes.length);
  }
}
