package org.estats.linux.diag;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.estats.linux.ffi.PacketMemory;
import org.estats.linux.ffi.TunDevice;

/// Carries IPv6 packets between two TUN devices and marks what goes to the first with Congestion
/// Experienced, as a router on the way would.
final class Wire implements AutoCloseable {

  private static final int PACKET_BYTES_MAX = 2048;
  private static final int TCP_FLAGS = 40 + 13;
  private static final int SYN = 0x02;
  private static final int CONGESTION_EXPERIENCED = 0x30;
  private static final long IDLE_NANOS = 50_000;

  private final PacketMemory memory = new PacketMemory(PACKET_BYTES_MAX);
  private final Thread thread;
  private volatile boolean isCut;
  private volatile int marked;

  Wire(TunDevice first, TunDevice second) {
    thread =
        Thread.ofPlatform()
            .start(() -> {
              while (!isCut) {
                if (!carry(first, second, false) & !carry(second, first, true)) {
                  LockSupport.parkNanos(IDLE_NANOS);
                }
              }
            });
  }

  /// How many packets have been marked.
  int marked() {
    return marked;
  }

  private boolean carry(TunDevice from, TunDevice to, boolean isMarking) {
    int length = from.read(memory, 0, PACKET_BYTES_MAX);
    if (length == 0) {
      return false;
    }
    ByteBuffer bytes = memory.bytes();
    if (isMarking && length > TCP_FLAGS && (bytes.get(TCP_FLAGS) & SYN) == 0) {
      bytes.put(1, (byte) (bytes.get(1) | CONGESTION_EXPERIENCED));
      marked++; // by this thread alone
    }
    to.write(memory, 0, length);
    return true;
  }

  @Override
  public void close() {
    isCut = true;
    while (thread.isAlive()) {
      LockSupport.parkNanos(IDLE_NANOS);
    }
    memory.close();
  }
}
