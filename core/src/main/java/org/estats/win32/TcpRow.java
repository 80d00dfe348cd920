package org.estats.win32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.TcpState;

/// What a row of any of the connection tables says.
///
/// @param state its state by `MIB_TCP_STATE`
/// @param local this host's end
/// @param localScope the scope of the local address, exactly as the table has it; 0 in IPv4
/// @param remote the peer's end; without meaning for a listener
/// @param remoteScope the scope of the remote address
/// @param pid the process that owns it; 0 where there is none or the structure has no such member
public record TcpRow(
    int state, Endpoint local, int localScope, Endpoint remote, int remoteScope, int pid) {

  private static final int IPV6_BYTES = 16;
  private static final int MAPPED_PREFIX = 10;

  /// Checks that both ends are there.
  public TcpRow {
    Objects.requireNonNull(local, "local");
    Objects.requireNonNull(remote, "remote");
  }

  /// A row for a connection in a state.
  public static TcpRow of(Connection connection, TcpState state, int pid) {
    return new TcpRow(
        TcpMib.number(state),
        connection.local(),
        scope(connection.local().address()),
        connection.remote(),
        scope(connection.remote().address()),
        pid);
  }

  /// The row that is at the begin of a segment.
  public static TcpRow read(Structure shape, MemorySegment at) {
    boolean isIpv6 = isIpv6(shape);
    int localScope = isIpv6 ? (int) shape.get(at, "dwLocalScopeId") : 0;
    int remoteScope = isIpv6 ? (int) shape.get(at, "dwRemoteScopeId") : 0;
    return new TcpRow(
        (int) shape.get(at, stateName(shape)),
        new Endpoint(
            address(shape, at, addressName(shape, true), localScope),
            port(shape, at, "dwLocalPort")),
        localScope,
        new Endpoint(
            address(shape, at, addressName(shape, false), remoteScope),
            port(shape, at, "dwRemotePort")),
        remoteScope,
        shape.has("dwOwningPid") ? (int) shape.get(at, "dwOwningPid") : 0);
  }

  /// Writes the row at the begin of a segment, as the structure has it. In IPv6, an IPv4 address is
  /// written as mapped.
  public void write(Structure shape, MemorySegment at) {
    at.asSlice(0, shape.byteSize()).fill((byte) 0);
    shape.set(at, stateName(shape), state);
    write(shape, at, true, local);
    write(shape, at, false, remote);
    if (isIpv6(shape)) {
      shape.set(at, "dwLocalScopeId", localScope);
      shape.set(at, "dwRemoteScopeId", remoteScope);
    }
    if (shape.has("dwOwningPid")) {
      shape.set(at, "dwOwningPid", pid);
    }
  }

  /// The connection the row is of. The ends must be of one family.
  public Connection connection() {
    return new Connection(local, remote);
  }

  /// Whether a row structure is one of IPv6.
  static boolean isIpv6(Structure shape) {
    return shape.has("dwLocalScopeId");
  }

  private static int scope(InetAddress address) {
    return address instanceof Inet6Address six && six.isLinkLocalAddress() ? six.getScopeId() : 0;
  }

  private static String stateName(Structure shape) {
    return shape.has("State") ? "State" : "dwState";
  }

  /// The headers prefix the same member in three ways.
  private static String addressName(Structure shape, boolean isLocal) {
    String plain = isLocal ? "LocalAddr" : "RemoteAddr";
    String dword = isLocal ? "dwLocalAddr" : "dwRemoteAddr";
    String bytes = isLocal ? "ucLocalAddr" : "ucRemoteAddr";
    return shape.has(plain) ? plain : shape.has(dword) ? dword : bytes;
  }

  private static InetAddress address(Structure shape, MemorySegment at, String member, int scope) {
    byte[] bytes = new byte[(int) shape.size(member)];
    MemorySegment.ofArray(bytes).copyFrom(at.asSlice(shape.offset(member), bytes.length));
    try {
      boolean isScoped = bytes.length == IPV6_BYTES && scope > 0;
      InetAddress plain = InetAddress.getByAddress(bytes);
      return isScoped && plain.isLinkLocalAddress()
          ? Inet6Address.getByAddress(null, bytes, scope)
          : plain;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are addresses", e);
    }
  }

  /// The upper half of a port's DWORD may hold anything.
  private static int port(Structure shape, MemorySegment at, String member) {
    long offset = shape.offset(member);
    return (at.get(JAVA_BYTE, offset) & 0xFF) << Byte.SIZE | at.get(JAVA_BYTE, offset + 1) & 0xFF;
  }

  private static void write(Structure shape, MemorySegment at, boolean isLocal, Endpoint end) {
    String member = addressName(shape, isLocal);
    byte[] address = end.address().getAddress();
    long offset = shape.offset(member) + shape.size(member) - address.length;
    MemorySegment.copy(address, 0, at, JAVA_BYTE, offset, address.length);
    if (address.length < shape.size(member)) {
      at.set(JAVA_BYTE, shape.offset(member) + MAPPED_PREFIX, (byte) -1);
      at.set(JAVA_BYTE, shape.offset(member) + MAPPED_PREFIX + 1, (byte) -1);
    }
    long port = shape.offset(isLocal ? "dwLocalPort" : "dwRemotePort");
    at.set(JAVA_BYTE, port, (byte) (end.port() >> Byte.SIZE));
    at.set(JAVA_BYTE, port + 1, (byte) end.port());
  }
}
