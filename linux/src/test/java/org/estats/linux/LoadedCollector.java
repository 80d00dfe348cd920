package org.estats.linux;

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
  public void afterAll(ExtensionContext tests) {
    if (isOurs && KernelCollector.countOn() == 0 && KernelCollector.rules().isEmpty()) {
      KernelCollector.unload();
    }
  }
}
