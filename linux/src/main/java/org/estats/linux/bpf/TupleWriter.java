package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.estats.Connection;
import org.estats.Endpoint;

/// Writes a connection as `struct estats_tuple`.
final class TupleWriter {

  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final String TUPLE = "estats_tuple";
  private static final ValueLayout.OfShort NETWORK_SHORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final Btf TYPES = KernelObject.shipped().types();
  private static final int FAMILY = TYPES.offsetOf(TUPLE, "family");
  private static final int LOCAL_PORT = TYPES.offsetOf(TUPLE, "local_port");
  private static final int REMOTE_PORT = TYPES.offsetOf(TUPLE, "remote_port");
  private static final int LOCAL = TYPES.offsetOf(TUPLE, "local");
  private static final int REMOTE = TYPES.offsetOf(TUPLE, "remote");
  private static final int COOKIE = TYPES.offsetOf(TUPLE, "cookie");

  private TupleWriter() {}

  static void write(Connection connection, MemorySegment tuple) {
    tuple.set(JAVA_INT_UNALIGNED, FAMILY, connection.local().isIpv4() ? INET : INET6);
    tuple.set(NETWORK_SHORT, LOCAL_PORT, (short) connection.local().port());
    tuple.set(NETWORK_SHORT, REMOTE_PORT, (short) connection.remote().port());
    address(connection.local(), tuple, LOCAL);
    address(connection.remote(), tuple, REMOTE);
    tuple.set(JAVA_LONG_UNALIGNED, COOKIE, connection.cookie());
  }

  private static void address(Endpoint endpoint, MemorySegment tuple, int at) {
    byte[] bytes = endpoint.address().getAddress();
    MemorySegment.copy(bytes, 0, tuple, JAVA_BYTE, at, bytes.length);
  }
}
