package org.estats.linux.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Waits for packets on some [TunDevice]s, with a limit in nanoseconds and without allocating. One
/// thread at a time.
public final class TunWait implements AutoCloseable {

  private static final int POLLFD_BYTES = 8;
  private static final int POLLFD_EVENTS = 4;
  private static final short POLLIN = 1;
  private static final int TIMESPEC_BYTES = 16;
  private static final int TIMESPEC_NANOS = 8;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment callState = LibC.callState(arena);
  private final MemorySegment timespec = arena.allocate(TIMESPEC_BYTES, Long.BYTES);
  private final MemorySegment pollFds;
  private final int count;

  /// Waits for these devices.
  public TunWait(TunDevice... devices) {
    count = devices.length;
    pollFds = arena.allocate((long) POLLFD_BYTES * count, Long.BYTES);
    for (int i = 0; i < count; i++) {
      pollFds.set(ValueLayout.JAVA_INT, (long) i * POLLFD_BYTES, devices[i].fd());
      pollFds.set(ValueLayout.JAVA_SHORT, (long) i * POLLFD_BYTES + POLLFD_EVENTS, POLLIN);
    }
  }

  /// Waits until a packet can be read or the time is over; a signal may end it early.
  public void await(long nanosMax) {
    timespec.set(ValueLayout.JAVA_LONG, 0, nanosMax / NANOS_PER_SECOND);
    timespec.set(ValueLayout.JAVA_LONG, TIMESPEC_NANOS, nanosMax % NANOS_PER_SECOND);
    int n = LibC.ppoll(pollFds, count, timespec, callState);
    if (n < 0 && n != -Errno.EINTR) {
      throw new NativeException("wait for TUN devices", -n);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
