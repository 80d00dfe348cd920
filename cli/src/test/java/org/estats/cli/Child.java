package org.estats.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs the command line, and other programs, in processes of their own.
final class Child {

  /// Where the modules are, in a process that is run without any.
  static final String MODULES = "estats.test.modules";

  private static final long TIMEOUT_SECONDS = 60;

  private Child() {}

  /// The command that runs the command line, on the modules of this test run.
  static List<String> command(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:-UsePerfData"); // as the launcher; the process number may be in use outside
    command.add("--enable-native-access=org.estats.linux");
    command.add("--module-path");
    command.add(System.getProperty(MODULES, System.getProperty("jdk.module.path")));
    command.add("--module");
    command.add("org.estats.cli/org.estats.cli.Main");
    command.addAll(List.of(args));
    return command;
  }

  /// Runs the command line and waits for it.
  static Ran estats(String... args) throws IOException, InterruptedException {
    return run(new ProcessBuilder(command(args)));
  }

  /// Runs a program and waits for it.
  static Ran run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.start();
    process.getOutputStream().close();
    CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process, false));
    String out = text(process, true);
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(builder.command() + " did not end");
    }
    return new Ran(process.exitValue(), out, err.join());
  }

  private static String text(Process process, boolean isOut) {
    try (var stream = isOut ? process.getInputStream() : process.getErrorStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
