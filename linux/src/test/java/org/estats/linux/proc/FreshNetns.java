package org.estats.linux.proc;

import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.ffi.RouteSocket;
import org.junit.jupiter.api.Assumptions;

/// Runs a test in a network namespace made for it, which goes with the thread it runs on.
public final class FreshNetns {

  private static final int LOOPBACK_INDEX = 1;

  private FreshNetns() {}

  /// What the test does there.
  @FunctionalInterface
  public interface Body {

    /// Does it.
    void run() throws Throwable;
  }

  /// Skips the test where making a namespace is not allowed.
  public static void run(Body body) throws Throwable {
    Throwable[] failure = new Throwable[1];
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                enter();
                body.run();
              } catch (Throwable t) {
                failure[0] = t;
              }
            });
    thread.join();
    if (failure[0] != null) {
      throw failure[0];
    }
  }

  private static void enter() {
    try {
      LibC.unshare(LibC.CLONE_NEWNET);
    } catch (NativeException e) {
      Assumptions.abort("making a network namespace is not allowed here: " + e.getMessage());
    }
    try (RouteSocket routes = new RouteSocket()) {
      routes.up(LOOPBACK_INDEX);
    }
  }
}
