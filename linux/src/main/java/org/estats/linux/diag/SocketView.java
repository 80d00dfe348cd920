package org.estats.linux.diag;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.Endpoint;
import org.estats.TcpState;

/// One socket of a dump, read where it lies in the buffer: no object is made unless it is asked
/// for. Good only while the visitor that was given it runs.
///
/// ```text
///  0        1       2       3         4       8         24           40          52
///  +--------+-------+-------+---------+-------+---------+------------+----+------+
///  | family | state | timer | retrans | ports | local   | remote     | if |cookie|  inet_diag_msg
///  +--------+-------+-------+---------+-------+---------+------------+----+------+
///  52        56       60       64    68      72
///  +---------+--------+--------+-----+-------+-----------------------+
///  | expires | rqueue | wqueue | uid | inode | attributes, 4-aligned |
///  +---------+--------+--------+-----+-------+-----------------------+
/// ```
public final class SocketView {

  static final int MESSAGE_BYTES = 72;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  private static final int STATE = 1;
  private static final int LOCAL_PORT = 4;
  private static final int REMOTE_PORT = 6;
  private static final int LOCAL = 8;
  private static final int REMOTE = 24;
  private static final int DEVICE = 40;
  private static final int COOKIE = 44;
  private static final int RECEIVE_QUEUE = 56;
  private static final int SEND_QUEUE = 60;
  private static final int UID = 64;
  private static final int INODE = 68;

  private static final int ATTRIBUTE_HEADER = 4;
  private static final int ADDRESS_BYTES = 16;

  private static final int RECENT = 256;

  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final long netns;
  private final TcpInfo info = new TcpInfo();
  private final InetAddress[] recent = new InetAddress[RECENT];
  private final int[] recentNumbers = new int[RECENT];
  private MemorySegment memory = MemorySegment.NULL;
  private long at;
  private boolean hasInfo;
  private long congestion;
  private int congestionBytes;
  private long figures;
  private int figuresBytes;

  /// @param netns the inode of the namespace that the sockets are of
  SocketView(long netns) {
    this.netns = netns;
  }

  /// Shows the socket whose message begins here.
  ///
  /// @return whether it is a message the kernel may have written
  boolean moveTo(MemorySegment memory, long at, long end) {
    if (end - at < MESSAGE_BYTES) {
      return false;
    }
    this.memory = memory;
    this.at = at;
    hasInfo = false;
    congestion = at; // of nothing
    congestionBytes = 0;
    figuresBytes = 0;
    int family = unsigned8(0);
    return (family == AF_INET || family == AF_INET6)
        && hasOneFamily()
        && takeAttributes(at + MESSAGE_BYTES, end);
  }

  private boolean takeAttributes(long from, long end) {
    long next = from;
    while (end - next >= ATTRIBUTE_HEADER) {
      int bytes = memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, next) & 0xFFFF;
      int type = memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, next + 2) & 0xFFFF;
      if (bytes < ATTRIBUTE_HEADER || bytes > end - next) {
        return false;
      }
      takeAttribute(type, next + ATTRIBUTE_HEADER, bytes - ATTRIBUTE_HEADER);
      next += (bytes + 3) & ~3;
    }
    return true;
  }

  private void takeAttribute(int type, long from, int bytes) {
    if (type == Detail.TCP_INFO.attribute()) {
      info.moveTo(memory, from, bytes);
      hasInfo = true;
    } else if (type == Detail.CONGESTION_CONTROL.attribute()) {
      congestion = from;
      congestionBytes = bytes;
    } else if (type == Detail.MEMORY.attribute()) {
      figures = from;
      figuresBytes = bytes;
    }
  }

  /// Its state.
  public TcpState state() {
    return KernelState.of(unsigned8(STATE));
  }

  /// Whether both ends are IPv4, IPv4-mapped IPv6 included.
  public boolean isIpv4() {
    return unsigned8(0) == AF_INET || isMapped(LOCAL) || isMapped(REMOTE);
  }

  /// The port of this end.
  public int localPort() {
    return memory.get(PORT, at + LOCAL_PORT) & 0xFFFF;
  }

  /// The port of the other end; 0 for a listener.
  public int remotePort() {
    return memory.get(PORT, at + REMOTE_PORT) & 0xFFFF;
  }

  /// The index of the device it is bound to, or 0.
  public int device() {
    return signed32(DEVICE);
  }

  /// The kernel's socket cookie.
  public long cookie() {
    return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at + COOKIE);
  }

  /// Bytes received and not read; for a listener, connections waiting.
  public long receiveQueueBytes() {
    return unsigned32(RECEIVE_QUEUE);
  }

  /// Bytes written and not acknowledged; for a listener, how many may wait.
  public long sendQueueBytes() {
    return unsigned32(SEND_QUEUE);
  }

  /// The user who owns it.
  public int uid() {
    return signed32(UID);
  }

  /// The inode of the socket; 0 if no process holds it.
  public long inode() {
    return unsigned32(INODE);
  }

  /// Whether there is a [#tcpInfo()]: not if it was not asked for, and not for TIME-WAIT and
  /// requests.
  public boolean hasTcpInfo() {
    return hasInfo;
  }

  /// Its `tcp_info`, a window on the same buffer.
  ///
  /// @throws IllegalStateException if there is none
  public TcpInfo tcpInfo() {
    if (!hasInfo) {
      throw new IllegalStateException("no tcp_info came with this socket");
    }
    return info;
  }

  /// The name of its congestion control; empty if it was not asked for or there is none.
  public String congestionControl() {
    byte[] name = memory.asSlice(congestion, congestionBytes).toArray(ValueLayout.JAVA_BYTE);
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    return new String(name, 0, length, StandardCharsets.ISO_8859_1);
  }

  /// Whether the kernel gave this figure of [Detail#MEMORY].
  public boolean has(SocketMemory figure) {
    return (figure.ordinal() + 1) * Integer.BYTES <= figuresBytes;
  }

  /// A figure of [Detail#MEMORY].
  ///
  /// @throws IllegalStateException if the kernel did not give it
  public long memory(SocketMemory figure) {
    if (!has(figure)) {
      throw new IllegalStateException("no " + figure + " came with this socket");
    }
    return memory.get(
            ValueLayout.JAVA_INT_UNALIGNED, figures + (long) figure.ordinal() * Integer.BYTES)
        & 0xFFFF_FFFFL;
  }

  /// The IPv4 address of this end as a number, the highest byte first.
  public int localIpv4() {
    return ipv4Number(LOCAL);
  }

  /// The IPv4 address of the other end as a number, the highest byte first.
  public int remoteIpv4() {
    return ipv4Number(REMOTE);
  }

  /// Of an unspecified peer of a listener on a mapped address it is 0, as it stands there.
  private int ipv4Number(int field) {
    boolean isFour = unsigned8(0) == AF_INET;
    return Integer.reverseBytes(signed32(isFour ? field : field + ADDRESS_BYTES - Integer.BYTES));
  }

  /// Which connection it is, as an object that lasts.
  public Connection connection() {
    return new Connection(
        endpoint(LOCAL, localPort()), endpoint(REMOTE, remotePort()), netns, device(), cookie());
  }

  /// Its row, as an object that lasts.
  public ConnectionRow row() {
    return new ConnectionRow(
        connection(), state(), uid(), inode(), receiveQueueBytes(), sendQueueBytes());
  }

  /// Whether its ends are those of a connection: addresses and ports, nothing else.
  boolean hasEndsOf(Connection connection) {
    return localPort() == connection.local().port()
        && remotePort() == connection.remote().port()
        && state() != TcpState.LISTEN
        && endpoint(LOCAL, localPort()).equals(connection.local())
        && endpoint(REMOTE, remotePort()).equals(connection.remote());
  }

  private Endpoint endpoint(int field, int port) {
    try {
      return new Endpoint(address(field), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are addresses", e);
    }
  }

  private InetAddress address(int field) throws UnknownHostException {
    if (unsigned8(0) == AF_INET) {
      return ipv4(field);
    }
    if (isMapped(field)) {
      return ipv4(field + 12);
    }
    if (isIpv4()) { // the unspecified peer of a listener on a mapped address
      return InetAddress.getByAddress(new byte[4]);
    }
    byte[] bytes = bytes(field, ADDRESS_BYTES);
    boolean isLinkLocal = (bytes[0] & 0xFF) == 0xFE && (bytes[1] & 0xC0) == 0x80;
    return isLinkLocal && device() != 0
        ? Inet6Address.getByAddress(null, bytes, device())
        : InetAddress.getByAddress(bytes);
  }

  /// Many sockets share few addresses.
  private InetAddress ipv4(int field) throws UnknownHostException {
    int number = signed32(field);
    int slot = (number ^ number >>> Short.SIZE) & RECENT - 1;
    if (recent[slot] == null || recentNumbers[slot] != number) {
      recent[slot] = InetAddress.getByAddress(bytes(field, 4));
      recentNumbers[slot] = number;
    }
    return recent[slot];
  }

  /// Whether an IPv6 socket has both ends mapped, neither, or one mapped and the other unspecified.
  private boolean hasOneFamily() {
    return unsigned8(0) == AF_INET
        || isMapped(LOCAL) == isMapped(REMOTE)
        || isUnspecified(LOCAL)
        || isUnspecified(REMOTE);
  }

  private boolean isMapped(int field) {
    return long64(field) == 0 && signed32(field + 8) == Integer.reverseBytes(0xFFFF);
  }

  private boolean isUnspecified(int field) {
    return long64(field) == 0 && long64(field + 8) == 0;
  }

  private byte[] bytes(int field, int count) {
    return memory.asSlice(at + field, count).toArray(ValueLayout.JAVA_BYTE);
  }

  private int unsigned8(int field) {
    return memory.get(ValueLayout.JAVA_BYTE, at + field) & 0xFF;
  }

  private int signed32(int field) {
    return memory.get(ValueLayout.JAVA_INT_UNALIGNED, at + field);
  }

  private long unsigned32(int field) {
    return signed32(field) & 0xFFFF_FFFFL;
  }

  private long long64(int field) {
    return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at + field);
  }
}
