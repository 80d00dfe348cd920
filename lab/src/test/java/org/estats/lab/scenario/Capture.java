package org.estats.lab.scenario;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.estats.lab.Host;

/// What tcpdump captures at a host while it is open.
final class Capture implements Closeable {

  private static final long SECONDS_MAX = 20;

  private final Process tcpdump;

  private Capture(Process tcpdump) {
    this.tcpdump = tcpdump;
  }

  /// Begins; returns when tcpdump sees packets.
  static Capture begin(Host host, Path file) throws IOException {
    List<String> command =
        List.of(
            "tcpdump",
            "-i",
            Host.INTERFACE,
            "-w",
            file.toString(),
            "-U",
            "--immediate-mode",
            "-s",
            "128",
            "-Z",
            "root",
            "tcp");
    Process tcpdump = host.command(command).redirectErrorStream(true).start();
    BufferedReader said = tcpdump.inputReader(StandardCharsets.UTF_8);
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      all.append(line).append('\n');
      if (line.contains("listening on")) {
        return new Capture(tcpdump);
      }
    }
    throw new IOException("tcpdump: " + all);
  }

  @Override
  public void close() throws IOException {
    tcpdump.destroy();
    try {
      if (!tcpdump.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException("tcpdump does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
