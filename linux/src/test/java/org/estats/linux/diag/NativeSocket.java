package org.estats.linux.diag;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.estats.linux.ffi.LibC;

/// An IPv4 TCP socket on the loopback address with options that Java does not offer.
@SuppressWarnings("restricted")
final class NativeSocket implements AutoCloseable {

  private static final int AF_INET = 2;
  private static final int SOCK_STREAM_CLOEXEC = 1 | LibC.O_CLOEXEC;
  private static final int SOL_SOCKET = 1;
  private static final int SO_BINDTODEVICE = 25;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_DEFER_ACCEPT = 9;
  private static final int ADDRESS_BYTES = 16;

  private static final MethodHandle SETSOCKOPT =
      bind("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle BIND = bind("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle LISTEN = bind("listen", JAVA_INT, JAVA_INT);
  private static final MethodHandle CONNECT = bind("connect", JAVA_INT, ADDRESS, JAVA_INT);

  private final int fd = LibC.socket(AF_INET, SOCK_STREAM_CLOEXEC, 0);

  /// Keeps requests back until their first byte of data comes.
  void deferAccept(int seconds) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      setOption(IPPROTO_TCP, TCP_DEFER_ACCEPT, arena.allocateFrom(JAVA_INT, seconds));
    }
  }

  void bindToDevice(String name) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
      setOption(SOL_SOCKET, SO_BINDTODEVICE, arena.allocateFrom(JAVA_BYTE, bytes));
    }
  }

  void listen(int port) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      check((int) BIND.invokeExact(fd, loopback(arena, port), ADDRESS_BYTES));
      check((int) LISTEN.invokeExact(fd, 8));
    }
  }

  void connect(int port) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      check((int) CONNECT.invokeExact(fd, loopback(arena, port), ADDRESS_BYTES));
    }
  }

  private void setOption(int level, int option, MemorySegment value) throws Throwable {
    check((int) SETSOCKOPT.invokeExact(fd, level, option, value, (int) value.byteSize()));
  }

  private static MemorySegment loopback(Arena arena, int port) {
    MemorySegment address = arena.allocate(ADDRESS_BYTES);
    address.set(JAVA_SHORT, 0, (short) AF_INET);
    address.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) port);
    address.set(JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN), 4, 0x7F000001);
    return address;
  }

  private static void check(int result) {
    if (result < 0) {
      throw new IllegalStateException("a socket call failed");
    }
  }

  private static MethodHandle bind(String name, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }

  @Override
  public void close() {
    LibC.close(fd);
  }
}
