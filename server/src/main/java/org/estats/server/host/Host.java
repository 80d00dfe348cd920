package org.estats.server.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The host as it calls itself.
public final class Host {

  private static final Path NAME = Path.of("/proc/sys/kernel/hostname");

  private Host() {}

  /// Its name.
  public static String name() {
    try {
      return Files.readString(NAME).strip();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
