package org.estats.linux.proc;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The numbers of the processes under a `/proc`.
final class Processes {

  private Processes() {}

  /// All of them, lowest first; none if the directory cannot be read.
  static List<Integer> in(Path proc) {
    List<Integer> pids = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[1-9]*")) {
      for (Path entry : entries) {
        number(entry.getFileName().toString(), pids);
      }
    } catch (IOException | DirectoryIteratorException e) {
      return pids; // without /proc no process has a name
    }
    Collections.sort(pids);
    return pids;
  }

  /// Whether a file of a process could not be read for lack of the right. What is missing belongs
  /// to a process that ended, zombies among them.
  static boolean isUnreadable(Path proc, int pid, IOException failure) {
    return !(failure instanceof NoSuchFileException) && isThere(proc, pid);
  }

  /// Whether a process is there, a zombie perhaps.
  static boolean isThere(Path proc, int pid) {
    return Files.exists(proc.resolve(Integer.toString(pid)));
  }

  private static void number(String name, List<Integer> into) {
    try {
      into.add(Integer.valueOf(name));
    } catch (NumberFormatException e) {
      // not a process
    }
  }
}
