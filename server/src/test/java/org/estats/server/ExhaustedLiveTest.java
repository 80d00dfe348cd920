package org.estats.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.estats.linux.KernelCollector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A daemon that has no memory left: a process of its own.
class ExhaustedLiveTest {

  @TempDir private Path folder;

  @Test
  void itEndsAndSaysWhatWouldMendIt() throws Exception {
    LiveMachine.assumeCollector();
    boolean wasLoaded = KernelCollector.status().generation().isPresent();
    List<String> command = ChildJvm.command(Exhausting.class);
    command.add(1, "-Xmx64m");
    Path output = folder.resolve("said");
    ProcessBuilder daemon =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    daemon.environment().put("ESTATS_REDUCED", "1"); // it is not started by the command line
    Process process = daemon.start();
    try {
      boolean hasEnded = process.waitFor(90, TimeUnit.SECONDS);
      String said = Files.readString(output);
      assertThat(hasEnded).as("it has ended, and said " + said).isTrue();
      assertThat(said).contains("estats: out of memory").contains("ESTATS_HEAP=");
      assertThat(process.exitValue()).isEqualTo(1);
    } finally {
      process.destroyForcibly();
      if (!wasLoaded) {
        KernelCollector.unload();
      }
    }
  }
}
