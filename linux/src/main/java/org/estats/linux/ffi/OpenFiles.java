package org.estats.linux.ffi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.estats.EstatsException;

/// The files that this process has open, of which it may have so many.
public final class OpenFiles {

  private static final Path OPEN = Path.of("/proc/self/fd");
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String LIMIT = "Max open files";

  private OpenFiles() {}

  /// How many more this process may open; 0 if that cannot be told, for to ask takes one.
  public static int left() {
    try (Stream<Path> open = Files.list(OPEN)) {
      return (int) Math.max(0, limit() - open.count());
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private static int limit() throws IOException {
    for (String line : Files.readAllLines(LIMITS)) {
      if (line.startsWith(LIMIT)) {
        String soft = line.substring(LIMIT.length()).strip().split("\\s+")[0];
        return soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft);
      }
    }
    return Integer.MAX_VALUE;
  }

  /// Whether a call failed because no more files can be opened, by this process or on this machine.
  public static boolean areUsedUp(NativeException e) {
    return e.errno() == Errno.EMFILE || e.errno() == Errno.ENFILE;
  }

  /// That failure as one for people.
  public static EstatsException usedUp(NativeException e) {
    return e.errno() == Errno.ENFILE
        ? new EstatsException(
            EstatsException.Kind.FAILED,
            "no more files can be opened on this machine: " + e.getMessage(),
            "see cat /proc/sys/fs/file-nr; more: sysctl fs.file-max=NUMBER")
        : usedUp(e.operation());
  }

  /// That this process has too many files open for something.
  ///
  /// @param operation what it was to do
  public static EstatsException usedUp(String operation) {
    return new EstatsException(
        EstatsException.Kind.FAILED,
        "this process may open no more files: cannot " + operation,
        "raise its limit (ulimit -n), or have it close some: ls /proc/PID/fd");
  }
}
