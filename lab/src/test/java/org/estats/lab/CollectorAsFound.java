package org.estats.lab;

import org.estats.linux.KernelCollector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Takes the collector out after the tests of a class if it was not there before and no rule
/// stands: what tests switch on lives in namespaces of their own, which are gone by then.
///
/// It is public in a package that is exported, because JUnit makes it.
@SuppressWarnings("exports")
public final class CollectorAsFound implements BeforeAllCallback, AfterAllCallback {

  private boolean wasMounted = true;

  /// For JUnit.
  public CollectorAsFound() {}

  @Override
  public void beforeAll(ExtensionContext tests) {
    wasMounted = KernelCollector.status().isMounted();
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    if (!wasMounted && KernelCollector.status().isMounted() && KernelCollector.rules().isEmpty()) {
      KernelCollector.unload();
    }
  }
}
