package org.estats.cli;

import org.estats.linux.KernelCollector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Gives the tests of a class the collector of this machine, loaded or not, or skips them with the
/// reason. After each test everything is switched off; after the last the collector is taken out if
/// it was not there before.
final class BorrowedCollector implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  private boolean wasLoaded = true;

  @Override
  public void beforeAll(ExtensionContext tests) {
    LiveMachine.assumeCollector();
    wasLoaded = KernelCollector.status().isMounted();
  }

  @Override
  public void afterEach(ExtensionContext test) {
    Ran.command("disable", "--all");
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    if (!wasLoaded) {
      Ran.command("unload");
    }
  }
}
