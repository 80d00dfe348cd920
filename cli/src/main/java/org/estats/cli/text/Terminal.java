package org.estats.cli.text;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/// The terminal that shows standard output, if one does.
///
/// `System.console()` does not tell: it wants standard input to be a terminal too.
final class Terminal {

  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
  private static final Pattern DEVICE = Pattern.compile("/dev/(pts/\\d+|tty\\w*|console|hvc\\d+)");
  private static final int COLUMNS_USUAL = 80;
  private static final int COLUMNS_MIN = 40;

  private Terminal() {}

  static boolean isOnStandardOutput() {
    try {
      return DEVICE.matcher(Files.readSymbolicLink(STANDARD_OUTPUT).toString()).matches();
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  static boolean hasColours() {
    Map<String, String> environment = System.getenv();
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  static int columns() {
    int set = number(System.getenv().getOrDefault("COLUMNS", ""));
    int found = set > 0 ? set : askTerminal();
    return found > 0 ? Math.max(found, COLUMNS_MIN) : COLUMNS_USUAL;
  }

  /// Only the kernel knows, and only `stty` asks it without native code.
  private static int askTerminal() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File(STANDARD_OUTPUT.toString()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String[] rowsAndColumns =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
              .strip()
              .split(" ");
      return rowsAndColumns.length == 2 ? number(rowsAndColumns[1]) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
