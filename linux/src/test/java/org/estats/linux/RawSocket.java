package org.estats.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.TcpState;
import org.estats.linux.diag.SockDiag;

/// Socket options that Java does not offer, on sockets that Java made.
@SuppressWarnings("restricted")
public final class RawSocket {

  private static final int SOL_SOCKET = 1;
  private static final int SO_KEEPALIVE = 9;
  private static final int SO_BINDTODEVICE = 25;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SO_DETACH_FILTER = 27;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_MAXSEG = 2;
  private static final int TCP_KEEPIDLE = 4;
  private static final int TCP_KEEPINTVL = 5;
  private static final int TCP_KEEPCNT = 6;
  private static final int TCP_LINGER2 = 8;
  private static final int TCP_DEFER_ACCEPT = 9;
  private static final int TCP_CONGESTION = 13;
  private static final int TCP_USER_TIMEOUT = 18;
  private static final int TCP_FASTOPEN_CONNECT = 30;
  private static final int AF_INET = 2;
  private static final int SOCKADDR_BYTES = 16;

  private static final int INSTRUCTION_BYTES = 8;
  private static final int INSTRUCTIONS = 4;

  private static final MethodHandle SETSOCKOPT =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("setsockopt"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  private static final MethodHandle CONNECT =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("connect"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  private final int fd;

  private RawSocket(int fd) {
    this.fd = fd;
  }

  /// The socket of a connected channel of this process.
  public static RawSocket of(SocketChannel channel) throws IOException {
    return of(Connection.of(channel));
  }

  /// The socket of a connection of this process.
  public static RawSocket of(Connection connection) throws IOException {
    try (SockDiag diag = SockDiag.open()) {
      return ofInode(diag.find(connection).orElseThrow().row().inode());
    }
  }

  /// The socket of a listening channel of this process.
  public static RawSocket of(ServerSocketChannel channel) throws IOException {
    int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    try (SockDiag diag = SockDiag.open()) {
      return ofInode(
          diag.connections().stream()
              .filter(r -> r.state() == TcpState.LISTEN)
              .filter(r -> r.connection().local().port() == port)
              .mapToLong(ConnectionRow::inode)
              .findFirst()
              .orElseThrow());
    }
  }

  private static RawSocket ofInode(long inode) throws IOException {
    try (DirectoryStream<Path> fds = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path fd : fds) {
        if (Files.isSymbolicLink(fd)
            && Files.readSymbolicLink(fd).toString().equals("socket:[" + inode + "]")) {
          return new RawSocket(Integer.parseInt(fd.getFileName().toString()));
        }
      }
    }
    throw new IOException("no descriptor of socket " + inode);
  }

  /// The descriptor, still Java's.
  public int fd() {
    return fd;
  }

  /// Binds it to a device; an empty name unbinds it.
  public void bindToDevice(String name) {
    text(SOL_SOCKET, SO_BINDTODEVICE, name);
  }

  /// Chooses the congestion control.
  public void congestionControl(String name) {
    text(IPPROTO_TCP, TCP_CONGESTION, name);
  }

  /// On a listener: the largest payload of a segment, for connections made from now on.
  public void largestSegment(int bytes) {
    number(IPPROTO_TCP, TCP_MAXSEG, bytes);
  }

  /// On a listener: a connection is made by the first data, not by the ACK of the handshake.
  public void acceptWithData(int seconds) {
    number(IPPROTO_TCP, TCP_DEFER_ACCEPT, seconds);
  }

  /// Loses what arrives from now on, before TCP sees it.
  ///
  /// @param outOf one segment in this many is lost, at random; 1 for all
  public void lose(int outOf) {
    long threshold = outOf == 1 ? 0 : 0xFFFF_FFFFL / outOf * (outOf - 1);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate(INSTRUCTIONS * INSTRUCTION_BYTES, 8);
      // A = random; if A >= threshold goto drop; accept; drop
      instruction(code, 0, 0x20, 0, 0, 0xFFFF_F000L + 56);
      instruction(code, 1, 0x35, 1, 0, threshold);
      instruction(code, 2, 0x06, 0, 0, 0xFFFF_FFFFL);
      instruction(code, 3, 0x06, 0, 0, 0);
      MemorySegment program = arena.allocate(16, 8);
      program.set(JAVA_SHORT, 0, (short) INSTRUCTIONS);
      program.set(JAVA_LONG, 8, code.address());
      set(SOL_SOCKET, SO_ATTACH_FILTER, program);
    }
  }

  private static void instruction(
      MemorySegment code, int index, int operation, int ifTrue, int ifFalse, long operand) {
    long at = (long) index * INSTRUCTION_BYTES;
    code.set(JAVA_SHORT, at, (short) operation);
    code.set(JAVA_BYTE, at + 2, (byte) ifTrue);
    code.set(JAVA_BYTE, at + 3, (byte) ifFalse);
    code.set(JAVA_INT, at + 4, (int) operand);
  }

  /// Once closed and acknowledged, the connection is not waited for: it is reset.
  public void noWaitAfterClosing() {
    number(IPPROTO_TCP, TCP_LINGER2, -1);
  }

  /// The connection is given up when what was sent is not acknowledged for so long.
  public void userTimeout(int millis) {
    number(IPPROTO_TCP, TCP_USER_TIMEOUT, millis);
  }

  /// After a second without a segment the peer is asked once whether it is there, and given up if
  /// it says nothing for another.
  public void keepAlive() {
    number(IPPROTO_TCP, TCP_KEEPIDLE, 1);
    number(IPPROTO_TCP, TCP_KEEPINTVL, 1);
    number(IPPROTO_TCP, TCP_KEEPCNT, 1);
    number(SOL_SOCKET, SO_KEEPALIVE, 1);
  }

  /// From the next connecting on the first data goes with the SYN.
  public void dataWithSyn() {
    number(IPPROTO_TCP, TCP_FASTOPEN_CONNECT, 1);
  }

  /// Ends the connection, and makes the socket ready for another one.
  public void disconnect() {
    try (Arena arena = Arena.ofConfined()) {
      connect(arena.allocate(SOCKADDR_BYTES, 8)); // of no family
    }
  }

  /// Connects to a port of 127.0.0.1.
  public void connect(int port) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(SOCKADDR_BYTES, 8);
      address.set(JAVA_SHORT, 0, (short) AF_INET);
      address.set(JAVA_SHORT, 2, Short.reverseBytes((short) port));
      address.set(JAVA_INT, 4, Integer.reverseBytes(0x7F00_0001));
      connect(address);
    }
  }

  private void connect(MemorySegment address) {
    int result;
    try {
      result = (int) CONNECT.invokeExact(fd, address, (int) address.byteSize());
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
    if (result != 0) {
      throw new IllegalStateException("connect failed");
    }
  }

  /// Loses nothing any more.
  public void loseNothing() {
    number(SOL_SOCKET, SO_DETACH_FILTER, 0);
  }

  private void number(int level, int option, int value) {
    try (Arena arena = Arena.ofConfined()) {
      set(level, option, arena.allocateFrom(JAVA_INT, value));
    }
  }

  private void text(int level, int option, String value) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = (value + "\0").getBytes(StandardCharsets.US_ASCII);
      set(level, option, arena.allocateFrom(JAVA_BYTE, bytes));
    }
  }

  private void set(int level, int option, MemorySegment value) {
    int result;
    try {
      result = (int) SETSOCKOPT.invokeExact(fd, level, option, value, (int) value.byteSize());
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
    if (result != 0) {
      throw new IllegalStateException("setsockopt " + level + " " + option + " failed");
    }
  }
}
