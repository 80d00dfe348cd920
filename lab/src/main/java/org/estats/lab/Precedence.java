package org.estats.lab;

import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;

/// Puts threads that play a part in a lab before the ordinary threads of the machine. The path must
/// be punctual; and a program at its end that waits for a processor is a slow reader or writer,
/// which is an illness of its own.
public final class Precedence {

  private Precedence() {}

  /// Lets the calling thread go first whenever it can run; it must sleep often. Threads that it
  /// starts are ordinary ones. Where that is not allowed, as in some containers, nothing changes.
  public static void take() {
    try {
      LibC.realTime(1);
    } catch (NativeException e) {
      // LinkCounters.late says what it costs.
    }
  }
}
