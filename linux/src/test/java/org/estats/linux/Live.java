package org.estats.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.junit.jupiter.api.Assumptions;

/// What live tests ask of this machine, and how they wait.
public final class Live {

  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private Live() {}

  /// Skips what only root can do.
  public static void requireRoot() {
    try {
      Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      Assumptions.assumeTrue(uid.equals(0), "needs root");
    } catch (IOException | UnsupportedOperationException e) {
      Assumptions.abort("needs Linux with /proc");
    }
  }

  /// Sleeps so long.
  static void sleep(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /// When a switch that is on was turned on, on the clock that nobody sets: the same in every
  /// snapshot, whereas the wall clock is read a little later than what a snapshot holds, and on a
  /// busy machine not so little.
  static long sinceNanos(Snapshot snapshot, Switch which) {
    Duration ago = Duration.between(snapshot.since(which).orElseThrow(), snapshot.taken());
    return snapshot.uptimeNanos().orElseThrow() - ago.toNanos();
  }

  /// Something to wait for.
  @FunctionalInterface
  public interface Condition {

    /// Whether it has come.
    boolean holds() throws Exception;
  }

  /// Waits for something that must come soon.
  ///
  /// @param what it is, for the failure
  public static void await(String what, Condition condition) {
    long end = System.nanoTime() + WAIT_NANOS;
    try {
      while (!condition.holds()) {
        if (System.nanoTime() > end) {
          throw new AssertionError("waited in vain: " + what);
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(what, e);
    }
  }
}
