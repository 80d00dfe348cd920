package org.estats.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes the C program of this module, where there is a C compiler.
final class Compiler {
  private static final List<String> HEADERS = List.of("floor.h", "estats.h");
  private static final List<String> SOURCES =
      List.of(
          "main.c", "floor.c", "kernel.c", "pair.c", "crowd.c", "call.c", "traffic.c", "watch.c");
  private static final List<String> OPTIONS = List.of("-O2", "-Wall", "-Werror", "-pthread");

  private Compiler() {}

  /// The compiler: `$CC`, else gcc or cc of the path; empty if there is none.
  static Optional<String> find() {
    String chosen = System.getenv("CC");
    if (chosen != null && !chosen.isBlank()) {
      return Optional.of(chosen);
    }
    return Stream.of("gcc", "cc").filter(Compiler::isOnPath).findFirst();
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /// Compiles the program into a folder, which takes its sources as well.
  ///
  /// @throws IOException with what the compiler said, if it refuses
  static Path compile(String compiler, Path folder) throws IOException {
    List<String> command = new ArrayList<>(List.of(compiler));
    command.addAll(OPTIONS);
    command.addAll(List.of("-o", "floor"));
    for (String name : Stream.concat(HEADERS.stream(), SOURCES.stream()).toList()) {
      try (InputStream source = Compiler.class.getResourceAsStream("c/" + name)) {
        Files.write(folder.resolve(name), source.readAllBytes());
      }
    }
    command.addAll(SOURCES);
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(compiler + " refuses the C program:\n" + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while compiling", e);
    }
    return folder.resolve("floor");
  }
}
