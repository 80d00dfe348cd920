package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
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

  private final TestRun run = new TestRun(Pin.SET, HEADER_BYTES + REQUEST_BYTES);
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
