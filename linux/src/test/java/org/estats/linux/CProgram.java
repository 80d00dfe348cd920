package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// A program in C among the resources of the tests, compiled for one test. For what must be faster
/// than a JVM, or must not be one.
public final class CProgram implements AutoCloseable {

  private final Path folder;
  private final Path program;

  private CProgram(Path folder, Path program) {
    this.folder = folder;
    this.program = program;
  }

  /// Compiles it; skips the test where there is no C compiler.
  ///
  /// @param name its file without the ending
  /// @param options what else the compiler is told
  public static CProgram compile(String name, String... options) throws Exception {
    Path folder = Files.createTempDirectory("estats-test");
    Path program = folder.resolve(name);
    List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-Wall", "-Werror"));
    command.addAll(List.of(options));
    command.addAll(List.of("-o", program.toString(), folder.resolve(name + ".c").toString()));
    try (InputStream source = CProgram.class.getResourceAsStream(name + ".c")) {
      Files.write(folder.resolve(name + ".c"), source.readAllBytes());
      Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(gcc.waitFor()).as(said).isZero();
    } catch (IOException e) {
      Assumptions.abort("no C compiler here (apt-get install gcc libc6-dev): " + e.getMessage());
    }
    return new CProgram(folder, program);
  }

  /// Where the compiled program is.
  public Path path() {
    return program;
  }

  /// Starts it in the network namespace of the calling thread.
  public Process start(Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(program);
    Files.deleteIfExists(Path.of(program + ".c"));
    Files.deleteIfExists(folder);
  }
}
