package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A pinned `tc` program run as a test, with a request for its packet. The kernel copies the packet
/// in and out, so request and answer share one buffer.
final class TestRun {

  private static final int PROGRAM_FD = 0;
  private static final int SIZE_IN = 8;
  private static final int SIZE_OUT = 12;
  private static final int DATA_IN = 16;
  private static final int DATA_OUT = 24;
  private static final int CONTEXT_SIZE_IN = 40;
  private static final int CONTEXT_IN = 48;

  /// `struct __sk_buff`, up to and with `ifindex`.
  private static final int CONTEXT_BYTES = 44;

  private static final int CONTEXT_IFINDEX = 40;

  private final ProgramLease lease;
  private final MemorySegment attribute;
  private final MemorySegment packet;
  private final MemorySegment context;

  /// Buffers for calls of one program by one thread.
  ///
  /// @param packetBytes how large request and answer are at most
  TestRun(Pin program, long packetBytes) {
    Arena arena = Arena.ofAuto();
    lease = new ProgramLease(program);
    attribute = arena.allocate(Bpf.TEST_RUN_ATTRIBUTE_BYTES, 8);
    packet = arena.allocate(packetBytes, 8);
    context = arena.allocate(CONTEXT_BYTES, 8);
    attribute.set(JAVA_LONG, DATA_IN, packet.address());
    attribute.set(JAVA_LONG, DATA_OUT, packet.address());
  }

  /// Request and answer.
  MemorySegment packet() {
    return packet;
  }

  /// Runs the program.
  ///
  /// @param bytes how much of the packet to hand over and take back
  /// @param device the device whose sockets are looked for as well; 0 for none
  void run(long bytes, int device) {
    int program = lease.acquire();
    try {
      attribute.set(JAVA_INT, PROGRAM_FD, program);
      attribute.set(JAVA_INT, SIZE_IN, (int) bytes);
      attribute.set(JAVA_INT, SIZE_OUT, (int) bytes);
      context.set(JAVA_INT, CONTEXT_IFINDEX, device);
      attribute.set(JAVA_INT, CONTEXT_SIZE_IN, device == 0 ? 0 : CONTEXT_BYTES);
      attribute.set(JAVA_LONG, CONTEXT_IN, device == 0 ? 0 : context.address());
      Bpf.testRun(attribute);
    } finally {
      lease.release();
    }
  }

  /// Opens the program, as a run does.
  void open() {
    lease.acquire();
    lease.release();
  }

  /// Has the next run open the program anew: another may be pinned by now.
  void renew() {
    lease.drop();
  }
}
