package org.estats.linux.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Messages to a datagram socket of this host, which the JDK cannot send.
public final class UnixDatagram {

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int FAMILY_BYTES = 2;
  private static final int PATH_BYTES_MAX = 108;

  private UnixDatagram() {}

  /// Sends a message; one that nobody takes is lost.
  ///
  /// @param path where the socket is; one that begins with `@` is in the abstract namespace
  public static void send(String path, String message) {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length >= PATH_BYTES_MAX) {
      return;
    }
    if (name[0] == '@') {
      name[0] = 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(FAMILY_BYTES + name.length + (name[0] == 0 ? 0L : 1L));
      address.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) AF_UNIX);
      MemorySegment.copy(name, 0, address, JAVA_BYTE, FAMILY_BYTES, name.length);
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, message.getBytes(StandardCharsets.UTF_8));
      int fd = LibC.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      try {
        LibC.sendTo(fd, bytes, address);
      } finally {
        LibC.close(fd);
      }
    } catch (NativeException e) {
      // who asked to be told has gone
    }
  }
}
