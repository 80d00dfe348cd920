package org.estats.linux.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.estats.Owner;

/// Names processes so that they can be told apart.
final class ProcessName {

  private static final String JAVA = "java";
  private static final int NAME_CHARS_MAX = 200;

  private ProcessName() {}

  /// The process with its names: for a JVM what it runs, else its systemd service, else the short
  /// name the kernel keeps. Empty if it is gone.
  ///
  /// @param process its directory in `/proc`
  static Optional<Owner> of(Path process, int pid) {
    return text(process.resolve("comm"))
        .map(comm -> printable(comm.strip()))
        .map(comm -> new Owner(pid, printable(name(process, comm)), comm));
  }

  private static String name(Path process, String comm) {
    return jvmProgram(process, comm)
        .or(() -> text(process.resolve("cgroup")).flatMap(SystemdUnit::in))
        .filter(n -> !n.isBlank())
        .orElse(comm);
  }

  private static Optional<String> jvmProgram(Path process, String comm) {
    List<String> arguments =
        text(process.resolve("cmdline")).map(ProcessName::split).orElse(List.of());
    if (arguments.isEmpty()) {
      return Optional.empty(); // a kernel thread, or a zombie
    }
    if (comm.equals(JAVA) || isJava(arguments.getFirst())) {
      return JvmCommand.launched(arguments, file -> argumentFile(process, file));
    }
    return hasJvmMapped(process) ? JvmCommand.embedded(arguments) : Optional.empty();
  }

  private static boolean isJava(String program) {
    return program.equals(JAVA) || program.endsWith("/" + JAVA);
  }

  private static boolean hasJvmMapped(Path process) {
    return text(process.resolve("maps")).map(m -> m.contains("/libjvm.so")).orElse(false);
  }

  /// An argument file is named as the process sees it: from its directory, under its root.
  private static Optional<String> argumentFile(Path process, String name) {
    Path file =
        name.startsWith("/")
            ? process.resolve("root").resolve(name.substring(1))
            : process.resolve("cwd").resolve(name);
    return SmallFile.read(file, process).map(b -> new String(b, StandardCharsets.UTF_8));
  }

  /// The arguments in `/proc/PID/cmdline`, each ended by a zero.
  static List<String> split(String cmdline) {
    List<String> arguments = new ArrayList<>(List.of(cmdline.split("\0", -1)));
    arguments.removeLast(); // what follows the last zero
    return arguments;
  }

  /// Names end up on terminals, and any process may give itself any name.
  private static String printable(String name) {
    String cut = name.length() > NAME_CHARS_MAX ? name.substring(0, NAME_CHARS_MAX) : name;
    StringBuilder text = new StringBuilder(cut.length());
    cut.codePoints().map(c -> isPrintable(c) ? c : '?').forEach(text::appendCodePoint);
    return text.toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
