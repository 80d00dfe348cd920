package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.estats.Connection;
import org.estats.ConnectionText;
import org.estats.Snapshot;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.collector.Rule;
import org.junit.jupiter.api.Assumptions;

/// Another version of Estats: the same Java with a kernel half whose layouts are other ones, in
/// processes of its own.
final class OtherObject {

  private static final Path COMPILE = Path.of("src", "test", "layouts", "compile");

  private final Path folder;

  private OtherObject(Path folder) {
    this.folder = folder;
  }

  /// Compiles it; skips the test where that cannot be done.
  static OtherObject compile() throws Exception {
    Path folder = Files.createTempDirectory("estats-other");
    Path object = folder.resolve("org/estats/linux/bpf/estats.bpf.o");
    Files.createDirectories(object.getParent());
    for (String tool : List.of("clang", "llvm-strip", "perl")) {
      Assumptions.assumeTrue(isThere(tool), "needs " + tool);
    }
    Process compiler =
        new ProcessBuilder(COMPILE.toAbsolutePath().toString(), object.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(compiler.waitFor()).as(said).isZero();
    return new OtherObject(folder);
  }

  private static boolean isThere(String tool) throws Exception {
    try {
      Process process = new ProcessBuilder(tool, "--version").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// Has it load its kernel half, replacing what is there, and tell of connections.
  ///
  /// @param meanwhile what happens between that and its telling
  /// @return what it said, line by line: what it knew beforehand of what is loaded, its rules, what
  ///   is on and has been sent of each connection
  List<String> takeOver(Meanwhile meanwhile, Connection... connections) throws Exception {
    List<String> arguments = new ArrayList<>();
    for (Connection connection : connections) {
      arguments.add(connection.toString());
    }
    Process process =
        new ProcessBuilder(Island.java(folder, Other.class, arguments.toArray(String[]::new)))
            .redirectErrorStream(true)
            .start();
    List<String> said = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      said.add(lines.readLine());
      said.add(lines.readLine());
      meanwhile.happens();
      process.getOutputStream().close();
      lines.lines().forEach(said::add);
    }
    assertThat(process.waitFor()).as(String.join("\n", said)).isZero();
    return said;
  }

  /// What happens in between.
  interface Meanwhile {
    void happens() throws Exception;
  }

  /// One process of it.
  static final class Other {

    private Other() {}

    static void main(String[] arguments) throws Exception {
      System.out.println(KernelCollector.otherVersion());
      KernelCollector.ensureRunning();
      System.out.println(
          KernelCollector.rules().stream().map(Rule::eitherPort).collect(Collectors.toList()));
      System.in.readAllBytes();
      LinuxSource source = new LinuxSource();
      for (String text : arguments) {
        Snapshot s = source.get(ConnectionText.parse(text));
        System.out.println(s.on() + " " + s.data().dataBytesOut());
      }
    }
  }
}
