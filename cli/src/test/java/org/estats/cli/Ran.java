package org.estats.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.estats.cli.text.Output;

/// A command that was run in this process: its exit code and what it wrote.
record Ran(int code, String out, String err) {

  static Ran command(String... args) {
    return command(Output.UNLIMITED, false, args);
  }

  /// As if on a terminal of so many columns.
  static Ran onTerminal(int columns, String... args) {
    return command(columns, false, args);
  }

  static Ran command(int columns, boolean isColoured, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (PrintStream outText = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errText = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      int code = Main.run(args, new Output(outText, errText, columns, isColoured));
      outText.flush();
      return new Ran(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }

  List<String> outLines() {
    return out.lines().toList();
  }

  List<String> errLines() {
    return err.lines().toList();
  }
}
