package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.estats.EstatsException;

/// The pinned program `choose`: says what the calling thread wants of its next readings.
final class ChooseProgram {

  private static final int PROGRAM_FD = 0;
  private static final int RETURNED = 4;
  private static final int CONTEXT_SIZE_IN = 40;
  private static final int CONTEXT_IN = 48;

  private static final ThreadLocal<ChooseProgram> OF_THREAD =
      ThreadLocal.withInitial(ChooseProgram::new);

  private final ProgramLease lease = new ProgramLease(Pin.CHOOSE);
  private final MemorySegment attribute;
  private final MemorySegment choice;

  private ChooseProgram() {
    Arena arena = Arena.ofAuto();
    attribute = arena.allocate(Bpf.TEST_RUN_ATTRIBUTE_BYTES, 8);
    choice = arena.allocate(Choice.BYTES, 8);
    attribute.set(JAVA_INT, CONTEXT_SIZE_IN, Choice.BYTES);
    attribute.set(JAVA_LONG, CONTEXT_IN, choice.address());
  }

  /// Chooses for the calling thread.
  ///
  /// @throws EstatsException NOT_SUPPORTED if another version's kernel half is loaded
  static void choose(Choice wanted) {
    OF_THREAD.get().run(wanted);
  }

  /// Has the next choice be made with what is pinned by then.
  static void renew() {
    OF_THREAD.get().lease.drop();
  }

  private void run(Choice wanted) {
    wanted.writeTo(choice);
    int program = lease.acquire();
    try {
      attribute.set(JAVA_INT, PROGRAM_FD, program);
      Bpf.testRun(attribute);
    } finally {
      lease.release();
    }
    switch (Result.of(attribute.get(JAVA_INT, RETURNED))) {
      case DONE -> {}
      case NO_MEMORY ->
          throw new EstatsException(
              EstatsException.Kind.FAILED, "the kernel has no memory for a reading", "try again");
      default -> throw OneConnection.otherVersion();
    }
  }
}
