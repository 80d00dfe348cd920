package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import org.estats.Connection;

/// The pinned program `get`: one moment of one connection, in about a microsecond.
final class GetProgram {

  private static final Btf TYPES = KernelObject.shipped().types();
  private static final int LAYOUT = TYPES.offsetOf("get_call", "header.layout");
  private static final int TUPLE = TYPES.offsetOf("get_call", "tuple");
  private static final int TUPLE_BYTES = TYPES.sizeOf("estats_tuple");
  private static final int RECORD = TYPES.offsetOf("get_call", "reading.record");
  private static final int CALL_BYTES = TYPES.sizeOf("get_call");

  private static final ThreadLocal<GetProgram> OF_THREAD = ThreadLocal.withInitial(GetProgram::new);

  private final TestRun run = new TestRun(Pin.GET, CALL_BYTES);
  private final MemorySegment tuple = run.packet().asSlice(TUPLE, TUPLE_BYTES);
  private final MemorySegment record = run.packet().asSlice(RECORD, RecordLayout.shipped().size());

  private GetProgram() {}

  /// The program with buffers of the calling thread.
  static GetProgram ofThread() {
    return OF_THREAD.get();
  }

  /// Reads a connection into [#record()].
  Result read(Connection connection) {
    run.packet().set(JAVA_INT, LAYOUT, KernelObject.shipped().layout());
    TupleWriter.write(connection, tuple);
    run.run(CALL_BYTES, connection.device());
    return Result.of(RecordLayout.shipped().result(record, 0));
  }

  /// What the last reading found; overwritten by the next.
  MemorySegment record() {
    return record;
  }
}
