package org.estats.linux.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Configures interfaces by rtnetlink, in the network namespace of the thread that opened it.
///
/// ```text
///  0        4      6       8        12       16
///  +--------+------+-------+--------+--------+----------------------+---------------------
///  | length | type | flags | number | sender | ifinfomsg, ifaddrmsg | attributes, 4-aligned
///  +--------+------+-------+--------+--------+----------------------+---------------------
/// ```
public final class RouteSocket implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_RAW_CLOEXEC = 3 | LibC.O_CLOEXEC;
  private static final int NETLINK_ROUTE = 0;

  private static final short NLMSG_ERROR = 2;
  private static final short RTM_NEWLINK = 16;
  private static final short RTM_NEWADDR = 20;
  private static final short RTM_NEWROUTE = 24;
  private static final short NLM_F_REQUEST = 0x1;
  private static final short NLM_F_ACK = 0x4;
  private static final short NLM_F_EXCL_CREATE = 0x200 | 0x400;
  private static final short NLM_F_REPLACE_CREATE = 0x100 | 0x400;

  private static final int IFF_UP = 0x1;
  private static final int IFF_MULTICAST = 0x1000;
  private static final short IFLA_MTU = 4;
  private static final short IFLA_TXQLEN = 13;
  private static final short IFA_ADDRESS = 1;
  private static final short IFA_LOCAL = 2;
  private static final byte IFA_F_NODAD = 0x02;

  private static final byte RT_TABLE_MAIN = (byte) 254;
  private static final byte RTPROT_STATIC = 4;
  private static final byte RT_SCOPE_LINK = (byte) 253;
  private static final byte RTN_UNICAST = 1;
  private static final short RTA_DST = 1;
  private static final short RTA_OIF = 4;
  private static final short RTA_METRICS = 8;
  private static final short RTAX_CC_ALGO = 16;
  private static final int ATTRIBUTE_HEADER_BYTES = 4;

  private static final long SIOCGIFINDEX = 0x8933;
  private static final int IFREQ_BYTES = 40;
  private static final int IFREQ_INDEX = 16;

  private static final int HEADER_BYTES = 16;
  private static final int MESSAGE_BYTES_MAX = 256;
  private static final int REPLY_BYTES_MAX = 8192;
  private static final int ERROR_CODE = HEADER_BYTES;

  private final int fd = LibC.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_ROUTE);

  /// The index of an interface.
  public int index(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ifreq = arena.allocate(IFREQ_BYTES, Long.BYTES);
      byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
      MemorySegment.copy(
          ascii, 0, ifreq, ValueLayout.JAVA_BYTE, 0, Math.min(ascii.length, IFREQ_INDEX - 1));
      LibC.ioctl(fd, SIOCGIFINDEX, ifreq, "find interface " + name);
      return ifreq.get(ValueLayout.JAVA_INT, IFREQ_INDEX);
    }
  }

  /// Brings an interface up.
  public void up(int index) {
    ByteBuffer message = link(index, IFF_UP, IFF_UP);
    request(message, "bring interface " + index + " up");
  }

  /// Makes an interface one that no multicast is sent on: the kernel then announces no group
  /// memberships on it.
  public void withoutMulticast(int index) {
    request(link(index, 0, IFF_MULTICAST), "take multicast off interface " + index);
  }

  /// Sets the largest packet, in bytes, that an interface sends.
  public void mtu(int index, int mtuBytes) {
    ByteBuffer message = link(index, 0, 0);
    attribute(message, IFLA_MTU, mtuBytes);
    request(message, "set the MTU of interface " + index + " to " + mtuBytes);
  }

  /// Sets how many packets may wait in an interface.
  public void queuePackets(int index, int packetsMax) {
    ByteBuffer message = link(index, 0, 0);
    attribute(message, IFLA_TXQLEN, packetsMax);
    request(message, "set the queue of interface " + index + " to " + packetsMax);
  }

  /// Gives an interface an address, usable at once: no duplicate address detection is done.
  ///
  /// @param prefixBits the part of the address that says what is reached directly
  public void address(int index, InetAddress address, int prefixBits) {
    byte[] bytes = address.getAddress();
    ByteBuffer message = message(RTM_NEWADDR, NLM_F_EXCL_CREATE);
    message.put((byte) (bytes.length == Integer.BYTES ? AF_INET : AF_INET6));
    message.put((byte) prefixBits).put(IFA_F_NODAD).put((byte) 0).putInt(index);
    attribute(message, IFA_LOCAL, bytes);
    attribute(message, IFA_ADDRESS, bytes);
    request(message, "give interface " + index + " the address " + address.getHostAddress());
  }

  /// Leads packets to one address through an interface, and lets connections to it use a congestion
  /// control. Unlike the namespace's default, this may be one that unprivileged users may not
  /// choose.
  ///
  /// @throws NativeException if the kernel has no such congestion control (`EINVAL`)
  public void route(int index, InetAddress to, String congestionControl) {
    byte[] bytes = to.getAddress();
    boolean v4 = bytes.length == Integer.BYTES;
    ByteBuffer message = message(RTM_NEWROUTE, NLM_F_REPLACE_CREATE);
    message.put((byte) (v4 ? AF_INET : AF_INET6)).put((byte) (bytes.length * Byte.SIZE));
    message.put((byte) 0).put((byte) 0).put(RT_TABLE_MAIN).put(RTPROT_STATIC);
    message.put(v4 ? RT_SCOPE_LINK : 0).put(RTN_UNICAST).putInt(0);
    attribute(message, RTA_DST, bytes);
    attribute(message, RTA_OIF, index);
    byte[] name = (congestionControl + "\0").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer metric = ByteBuffer.allocate(MESSAGE_BYTES_MAX).order(ByteOrder.nativeOrder());
    attribute(metric, RTAX_CC_ALGO, name);
    attribute(message, RTA_METRICS, Arrays.copyOf(metric.array(), metric.position()));
    request(message, "lead packets to " + to.getHostAddress() + " with " + congestionControl);
  }

  private static ByteBuffer link(int index, int flags, int flagsChanged) {
    ByteBuffer message = message(RTM_NEWLINK, (short) 0);
    message.putInt(0).putInt(index).putInt(flags).putInt(flagsChanged);
    return message;
  }

  private static ByteBuffer message(short type, short flags) {
    ByteBuffer message =
        ByteBuffer.allocateDirect(MESSAGE_BYTES_MAX).order(ByteOrder.nativeOrder());
    message.putInt(0).putShort(type).putShort((short) (NLM_F_REQUEST | NLM_F_ACK | flags));
    return message.putInt(1).putInt(0);
  }

  private static void attribute(ByteBuffer message, short type, int value) {
    message.putShort((short) (ATTRIBUTE_HEADER_BYTES + Integer.BYTES)).putShort(type).putInt(value);
  }

  private static void attribute(ByteBuffer message, short type, byte[] value) {
    message.putShort((short) (ATTRIBUTE_HEADER_BYTES + value.length)).putShort(type).put(value);
    while (message.position() % Integer.BYTES != 0) {
      message.put((byte) 0);
    }
  }

  private void request(ByteBuffer message, String operation) {
    message.putInt(0, message.position()).flip();
    LibC.send(fd, MemorySegment.ofBuffer(message));
    ByteBuffer reply = ByteBuffer.allocateDirect(REPLY_BYTES_MAX).order(ByteOrder.nativeOrder());
    long n = LibC.receive(fd, MemorySegment.ofBuffer(reply), 0);
    if (n < ERROR_CODE + Integer.BYTES || reply.getShort(Integer.BYTES) != NLMSG_ERROR) {
      throw new IllegalStateException(operation + ": the kernel's reply is not understood");
    }
    int errno = -reply.getInt(ERROR_CODE);
    if (errno != 0) {
      throw new NativeException(operation, errno);
    }
  }

  @Override
  public void close() {
    LibC.close(fd);
  }
}
