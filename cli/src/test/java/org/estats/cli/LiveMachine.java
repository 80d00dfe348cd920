package org.estats.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.estats.lab.Lab;
import org.estats.linux.proc.Rights;

/// What live tests need of this machine.
final class LiveMachine {

  private LiveMachine() {}

  /// The right and the kernel for the full collector.
  static void assumeCollector() {
    assumeTrue(Rights.own().isRoot(), "needs root");
    assumeTrue(Rights.own().lackedForLoading().isEmpty(), "needs root's capabilities");
    assumeTrue(Files.exists(Path.of("/sys/kernel/btf/vmlinux")), "needs a kernel with BTF");
    assumeTrue(hasTool("ss"), "needs ss (iproute2)");
  }

  /// And for the lab.
  static void assumeLab() {
    assumeCollector();
    assumeTrue(Lab.unavailable().isEmpty(), "needs the lab: network namespaces and TUN");
  }

  /// A program of Debian's package `prometheus`.
  static Path prometheusTool(String name) {
    Path tool = Path.of("/usr/bin", name);
    assumeTrue(Files.isExecutable(tool), "needs " + name + ": apt-get install prometheus");
    return tool;
  }

  private static boolean hasTool(String name) {
    try {
      return new ProcessBuilder(name, "-V")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
