package org.estats.micrometer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.estats.Estats;
import org.estats.linux.KernelCollector;

/// What the live tests of this module need, and leave as it was.
final class Live {

  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final long PAUSE_MILLIS = 20;

  private static boolean wasThere;

  private Live() {}

  static void needsLinux() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs Linux");
  }

  /// Loads the collector, which takes a while the first time.
  static void needsTheCollector() {
    assumeTrue(Files.exists(Path.of("/sys/kernel/btf/vmlinux")), "needs a kernel with BTF");
    assumeTrue(Estats.system().maySet(), "needs root's capabilities");
    KernelCollector.ensureRunning();
  }

  /// Before the tests of a class.
  static void begin() {
    needsLinux();
    wasThere = KernelCollector.status().isMounted();
  }

  /// Takes the collector out if it was not there before and nobody uses it. What a test has closed
  /// is gone a little later.
  static void end() throws InterruptedException {
    boolean isOurs = !wasThere && KernelCollector.status().isMounted();
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (isOurs && KernelCollector.countOn() > 0 && System.nanoTime() < end) {
      Thread.sleep(PAUSE_MILLIS);
    }
    if (isOurs && KernelCollector.countOn() == 0 && KernelCollector.rules().isEmpty()) {
      KernelCollector.unload();
    }
  }
}
