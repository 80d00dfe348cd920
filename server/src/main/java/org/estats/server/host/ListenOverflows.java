package org.estats.server.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// How many connections a full accept queue has turned away since boot, in this network namespace.
public final class ListenOverflows {

  private static final Path FILE = Path.of("/proc/net/netstat");
  private static final String GROUP = "TcpExt:";
  private static final String NAME = "ListenOverflows";

  private ListenOverflows() {}

  /// The number; empty if the kernel does not say.
  public static OptionalLong read() {
    try {
      return read(Files.readAllLines(FILE));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /// A line of names is followed by one of numbers.
  static OptionalLong read(List<String> lines) {
    for (int i = 0; i + 1 < lines.size(); i++) {
      if (lines.get(i).startsWith(GROUP) && lines.get(i + 1).startsWith(GROUP)) {
        int at = List.of(lines.get(i).split(" ")).indexOf(NAME);
        String[] numbers = lines.get(i + 1).split(" ");
        if (at > 0 && at < numbers.length) {
          return OptionalLong.of(Long.parseLong(numbers[at]));
        }
      }
    }
    return OptionalLong.empty();
  }
}
