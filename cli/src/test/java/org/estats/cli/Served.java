package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A daemon of this build as a process of its own, on a port of its own, until it is closed.
final class Served implements AutoCloseable {

  private static final Path ESTATS = Path.of("..", "estats").toAbsolutePath().normalize();

  private final Process process;
  private final String url;

  private Served(Process process) throws IOException {
    this.process = process;
    this.url = url(process);
  }

  /// Starts it, and waits until it answers.
  static Served start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(ESTATS.toString(), "serve", "--listen", "127.0.0.1:0"));
    command.addAll(List.of(arguments));
    return new Served(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /// Where the page is.
  String url() {
    return url;
  }

  /// As the daemon says.
  private static String url(Process daemon) throws IOException {
    StringBuilder said = new StringBuilder();
    BufferedReader lines = daemon.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.append(line).append('\n');
      if (line.startsWith("estats: serving ")) {
        Thread.ofPlatform().daemon().start(() -> drain(lines));
        return line.split(" ")[2];
      }
    }
    throw new AssertionError("the daemon has ended: " + said);
  }

  private static void drain(BufferedReader lines) {
    try {
      while (lines.readLine() != null) {
        // of no interest, but the daemon must be able to write it
      }
    } catch (IOException e) {
      // it is over
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends when it is told to").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
