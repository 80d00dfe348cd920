package org.estats.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.estats.EstatsException;

/// What a lab needs of the machine.
final class LabRequirements {

  private static final Path TUN = Path.of("/dev/net/tun");
  private static final Path STATUS = Path.of("/proc/thread-self/status");
  private static final String CAPABILITIES = "CapEff:";
  private static final int HEX = 16;
  private static final long CAP_NET_ADMIN = 1L << 12;
  private static final long CAP_SYS_ADMIN = 1L << 21;

  private LabRequirements() {}

  /// Why no lab can be opened here; empty if one can.
  static Optional<EstatsException> missing() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.of(notSupported("the lab needs Linux", ""));
    }
    if (!mayAdminister()) {
      return Optional.of(needsRoot());
    }
    return Files.exists(TUN) ? Optional.empty() : Optional.of(needsTun());
  }

  static EstatsException needsRoot() {
    return new EstatsException(
        EstatsException.Kind.ACCESS_DENIED,
        "an emulated path needs root (CAP_NET_ADMIN and CAP_SYS_ADMIN), for network namespaces of"
            + " its own",
        "run as root (sudo)");
  }

  static EstatsException needsTun() {
    return notSupported("the lab needs TUN devices, and there is no " + TUN, "modprobe tun");
  }

  private static EstatsException notSupported(String message, String remedy) {
    return new EstatsException(EstatsException.Kind.NOT_SUPPORTED, message, remedy);
  }

  private static boolean mayAdminister() {
    try {
      long held =
          Files.readAllLines(STATUS).stream()
              .filter(line -> line.startsWith(CAPABILITIES))
              .map(line -> line.substring(CAPABILITIES.length()).strip())
              .mapToLong(hex -> Long.parseUnsignedLong(hex, HEX))
              .findFirst()
              .orElse(0);
      long needed = CAP_NET_ADMIN | CAP_SYS_ADMIN;
      return (held & needed) == needed;
    } catch (IOException e) {
      return true; // then the attempt itself will tell
    }
  }
}
