package org.estats.lab;

import org.estats.EstatsException;
import org.estats.linux.KernelCollector;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Skips the tests of a class, with the reason, where no lab can be opened. After them takes the
/// collector out if it was not there before and no rule stands: what they switch on lives in
/// namespaces of their own, which are gone by then.
///
/// It is public in a package that is exported, because JUnit makes it.
@SuppressWarnings("exports")
public final class OpenableLab implements BeforeAllCallback, AfterAllCallback {

  private boolean wasMounted = true;

  /// For JUnit.
  public OpenableLab() {}

  @Override
  public void beforeAll(ExtensionContext tests) {
    Lab.unavailable().map(EstatsException::getMessage).ifPresent(Assumptions::abort);
    wasMounted = KernelCollector.status().isMounted();
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    if (!wasMounted && KernelCollector.status().isMounted() && KernelCollector.rules().isEmpty()) {
      KernelCollector.unload();
    }
  }
}
