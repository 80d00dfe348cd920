package org.estats.linux.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// A TUN device: a network interface whose cable is this process. What the kernel sends on it is
/// read here, what is written here it receives. Packets are bare IP packets, without offloads, so
/// that each is one segment as on a wire.
///
/// The device lives in the network namespace of the thread that opens it, and as long as its
/// descriptor is open. Reading and writing never wait and allocate nothing. One thread at a time.
public final class TunDevice implements AutoCloseable {

  private static final long TUNSETIFF = 0x400454CAL;
  private static final short IFF_TUN = 0x0001;
  private static final short IFF_NO_PI = 0x1000;
  private static final int IFREQ_BYTES = 40;
  private static final int IFREQ_FLAGS = 16;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment callState = LibC.callState(arena);
  private final int fd;

  private TunDevice(int fd) {
    this.fd = fd;
  }

  /// Makes a device in the calling thread's network namespace.
  ///
  /// @param name of the interface, at most 15 characters
  /// @throws NativeException if there is no `/dev/net/tun` (`ENOENT`) or the right is missing
  public static TunDevice open(String name) {
    byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
    if (ascii.length == 0 || ascii.length >= IFREQ_FLAGS) {
      throw new IllegalArgumentException("'" + name + "' is no name for an interface");
    }
    int fd = LibC.open("/dev/net/tun", LibC.O_RDWR | LibC.O_NONBLOCK);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ifreq = arena.allocate(IFREQ_BYTES, Long.BYTES);
      MemorySegment.copy(ascii, 0, ifreq, ValueLayout.JAVA_BYTE, 0, ascii.length);
      ifreq.set(ValueLayout.JAVA_SHORT, IFREQ_FLAGS, (short) (IFF_TUN | IFF_NO_PI));
      LibC.ioctl(fd, TUNSETIFF, ifreq, "make TUN device " + name);
      return new TunDevice(fd);
    } catch (RuntimeException e) {
      LibC.close(fd);
      throw e;
    }
  }

  /// Reads one packet.
  ///
  /// @return its length, or 0 if none is waiting
  /// @throws NativeException on any other error
  public int read(PacketMemory into, int offset, int lengthMax) {
    long n = LibC.read(fd, into.address(offset, lengthMax), lengthMax, callState);
    if (n >= 0) {
      return (int) n;
    }
    if (n == -Errno.EAGAIN || n == -Errno.EINTR) {
      return 0;
    }
    throw new NativeException("read from TUN device", (int) -n);
  }

  /// Writes one packet, which the kernel takes in before this returns.
  ///
  /// @return whether the kernel took it; it refuses what is no IP packet, and everything while the
  ///   interface is down
  public boolean write(PacketMemory from, int offset, int length) {
    return LibC.write(fd, from.address(offset, length), length, callState) == length;
  }

  int fd() {
    return fd;
  }

  /// Takes the device out of its namespace.
  @Override
  public void close() {
    LibC.close(fd);
    arena.close();
  }
}
