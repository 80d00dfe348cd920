package org.estats.linux.proc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The systemd service that a process belongs to, by its control group.
final class SystemdUnit {

  private static final String SUFFIX = ".service";
  private static final String USER_MANAGER = "user@";

  private SystemdUnit() {}

  /// The innermost service in the text of `/proc/PID/cgroup`, with either version of control
  /// groups; empty if there is none. A user's own systemd (`user@1000.service`) holds all that user
  /// runs, so it tells nothing and is passed over.
  static Optional<String> in(String cgroup) {
    return service(cgroup, true).or(() -> service(cgroup, false));
  }

  /// Lines are `number:controllers:path`; systemd's own are those with no controller (version 2) or
  /// with `name=systemd`.
  private static Optional<String> service(String cgroup, boolean onlySystemd) {
    return cgroup
        .lines()
        .map(line -> line.split(":", 3))
        .filter(f -> f.length == 3)
        .filter(f -> !onlySystemd || f[1].isEmpty() || f[1].equals("name=systemd"))
        .flatMap(f -> innermost(f[2]).stream())
        .findFirst();
  }

  private static Optional<String> innermost(String path) {
    String[] parts = path.split("/");
    for (int i = parts.length - 1; i >= 0; i--) {
      if (parts[i].endsWith(SUFFIX) && !parts[i].startsWith(USER_MANAGER)) {
        return Optional.of(unescape(parts[i]));
      }
    }
    return Optional.empty();
  }

  /// `\x2d` and the like stand for bytes that may not be in a unit's name.
  private static String unescape(String unit) {
    byte[] bytes = unit.getBytes(StandardCharsets.UTF_8);
    ByteBuffer text = ByteBuffer.allocate(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int value = bytes[i] == '\\' && i + 3 < bytes.length ? hex(bytes, i) : -1;
      text.put(value < 0 ? bytes[i] : (byte) value);
      i += value < 0 ? 0 : 3;
    }
    return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
  }

  private static int hex(byte[] bytes, int at) {
    int high = Character.digit(bytes[at + 2], 16);
    int low = Character.digit(bytes[at + 3], 16);
    return bytes[at + 1] == 'x' && high >= 0 && low >= 0 ? high << 4 | low : -1;
  }
}
