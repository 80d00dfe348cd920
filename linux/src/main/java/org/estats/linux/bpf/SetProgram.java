package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.estats.Connection;

/// The pinned program `set`: switches a connection on and off.
final class SetProgram {

  private static final Btf TYPES = KernelObject.shipped().types();
  private static final String REQUEST = "estats_set_request";
  private static final int LAYOUT = TYPES.offsetOf("estats_header", "layout");
  private static final int COUNT = TYPES.offsetOf("estats_header", "count");
  private static final int HEADER_BYTES = TYPES.sizeOf("estats_header");
  private static final int TUPLE = TYPES.offsetOf(REQUEST, "tuple");
  private static final int ON = TYPES.offsetOf(REQUEST, "on");
  private static final int OFF = TYPES.offsetOf(REQUEST, "off");
  private static final int RESULT = TYPES.offsetOf(REQUEST, "result");
  private static final int WAS = TYPES.offsetOf(REQUEST, "was");
  private static final int UNSETTLED = TYPES.offsetOf(REQUEST, "unsettled");
  private static final int REQUEST_BYTES = TYPES.sizeOf(REQUEST);

  private static final ThreadLocal<SetProgram> OF_THREAD = ThreadLocal.withInitial(SetProgram::new);

  /// How many connections one run takes: `SET_REQUESTS_MAX` of the kernel half.
  static final int REQUESTS_MAX = (TYPES.sizeOf("estats_set_call") - HEADER_BYTES) / REQUEST_BYTES;

  private final TestRun run = new TestRun(Pin.SET, HEADER_BYTES + REQUESTS_MAX * REQUEST_BYTES);
  private final MemorySegment request = run.packet().asSlice(HEADER_BYTES, REQUEST_BYTES);

  private SetProgram() {}

  /// The program with buffers of the calling thread.
  static SetProgram ofThread() {
    return OF_THREAD.get();
  }

  /// Makes one attempt.
  ///
  /// @param on switches to turn on, as a mask
  /// @param off switches to turn off, as a mask
  Result attempt(Connection connection, int on, int off) {
    run.packet().set(JAVA_INT, LAYOUT, KernelObject.shipped().layout());
    run.packet().set(JAVA_INT, COUNT, 1);
    TupleWriter.write(connection, request.asSlice(TUPLE));
    request.set(JAVA_INT, ON, on);
    request.set(JAVA_INT, OFF, off);
    request.set(JAVA_INT, RESULT, 0);
    request.set(JAVA_INT, UNSETTLED, 0);
    run.run(HEADER_BYTES + REQUEST_BYTES, connection.device());
    return Result.of(request.get(JAVA_INT, RESULT));
  }

  /// Makes one attempt at each of several connections that are not bound to a device, up to
  /// [#REQUESTS_MAX].
  void attempt(List<Connection> connections, int on, int off) {
    run.packet().set(JAVA_INT, LAYOUT, KernelObject.shipped().layout());
    run.packet().set(JAVA_INT, COUNT, connections.size());
    long at = HEADER_BYTES;
    for (Connection connection : connections) {
      MemorySegment one = run.packet().asSlice(at, REQUEST_BYTES);
      TupleWriter.write(connection, one.asSlice(TUPLE));
      one.set(JAVA_INT, ON, on);
      one.set(JAVA_INT, OFF, off);
      one.set(JAVA_INT, RESULT, 0);
      one.set(JAVA_INT, UNSETTLED, 0);
      at += REQUEST_BYTES;
    }
    run.run(at, Connection.ANY_DEVICE);
  }

  /// How the last attempt at several went for one of them.
  Result result(int index) {
    return Result.of(run.packet().get(JAVA_INT, HEADER_BYTES + index * REQUEST_BYTES + RESULT));
  }

  /// The switches that were on before it, as a mask.
  int was(int index) {
    return run.packet().get(JAVA_INT, HEADER_BYTES + index * REQUEST_BYTES + WAS);
  }

  /// Whether its flag is still to be set or cleared.
  boolean isUnsettled(int index) {
    return run.packet().get(JAVA_INT, HEADER_BYTES + index * REQUEST_BYTES + UNSETTLED) != 0;
  }

  /// The switches that were on before the last attempt, as a mask.
  int was() {
    return request.get(JAVA_INT, WAS);
  }

  /// Whether the flag by which states other than ESTABLISHED are watched is still to be set on the
  /// socket of the last attempt, or cleared.
  boolean isUnsettled() {
    return request.get(JAVA_INT, UNSETTLED) != 0;
  }

  /// Opens the program, as an attempt does.
  void open() {
    run.open();
  }

  /// Has the next attempt run what is pinned by then.
  void renew() {
    run.renew();
  }
}
