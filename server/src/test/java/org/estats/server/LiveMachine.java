package org.estats.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.estats.linux.proc.Rights;

/// What live tests need of this machine.
public final class LiveMachine {

  private LiveMachine() {}

  /// The right and the kernel for the full collector.
  public static void assumeCollector() {
    assumeRoot();
    assumeTrue(Rights.own().lackedForLoading().isEmpty(), "needs root's capabilities");
    assumeTrue(Files.exists(Path.of("/sys/kernel/btf/vmlinux")), "needs a kernel with BTF");
  }

  /// The right to mount.
  public static void assumeRoot() {
    assumeTrue(Rights.own().isRoot(), "needs root");
  }

  /// A program of Debian's package `prometheus`.
  public static Path prometheusTool(String name) {
    Path tool = Path.of("/usr/bin", name);
    assumeTrue(Files.isExecutable(tool), "needs " + name + ": apt-get install prometheus");
    return tool;
  }
}
