package org.estats.linux;

import java.util.concurrent.atomic.AtomicBoolean;
import org.estats.EstatsException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Loads the collector for the tests of a class, or skips them with the reason. Afterwards takes it
/// out if it was not there before and nobody uses it: other processes may be using it meanwhile.
///
/// It is public in a package that is exported, because JUnit makes it: Surefire opens to JUnit the
/// packages of the tests that are run, and those may be of another.
@SuppressWarnings("exports")
public final class LoadedCollector implements BeforeAllCallback, AfterAllCallback {

  /// What a test has closed is gone a little later.
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private static final long PAUSE_MILLIS = 20;

  private boolean isOurs;

  /// For JUnit.
  public LoadedCollector() {}

  @Override
  public void beforeAll(ExtensionContext tests) {
    Live.requireRoot();
    isOurs = !KernelCollector.status().isMounted();
    try {
      KernelCollector.ensureRunning();
    } catch (EstatsException e) {
      boolean cannot =
          e.kind() == EstatsException.Kind.NOT_SUPPORTED
              || e.kind() == EstatsException.Kind.ACCESS_DENIED;
      Assumptions.assumeFalse(cannot, e.getMessage());
      throw e;
    }
  }

  @Override
  public void afterAll(ExtensionContext tests) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (isOurs && isUsed() && System.nanoTime() < end) {
      Thread.sleep(PAUSE_MILLIS);
    }
    if (isOurs && !isUsed()) {
      KernelCollector.unload();
    }
  }

  /// Whether a rule stands or a connection of this namespace is on. Sockets that their programs
  /// left behind in a test's own namespace linger for a minute after it, and nobody can use those.
  private static boolean isUsed() {
    AtomicBoolean isAnyOn = new AtomicBoolean();
    try (LinuxSource source = new LinuxSource()) {
      source.forEach(true, on -> isAnyOn.set(true));
    }
    return isAnyOn.get() || !KernelCollector.rules().isEmpty();
  }
}
