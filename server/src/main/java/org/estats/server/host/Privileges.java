package org.estats.server.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.Rights;
import org.estats.server.config.Configuration;

/// Gives up what is not needed once the collector is loaded. A thread can only change its own
/// rights, and a virtual machine has many: so this process starts itself anew, with fewer.
public final class Privileges {

  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final Path OWN_COMMAND = Path.of("/proc/self/cmdline");
  private static final String REDUCED = "ESTATS_REDUCED";

  private Privileges() {}

  /// Whether there is something to give up, and it was not given up already.
  public static boolean areToBeReduced() {
    return Rights.own().isRoot() && System.getenv(REDUCED) == null;
  }

  /// Starts this process anew with what it needs; its number stays. Returns only if that cannot be
  /// done.
  ///
  /// @param maySet whether somebody may switch through this daemon
  /// @return why it cannot be done
  public static String reduce(Configuration configuration, boolean maySet) {
    if (!Files.isExecutable(SETPRIV)) {
      return SETPRIV + " is missing (apt-get install util-linux)";
    }
    try {
      List<String> command = new ArrayList<>(List.of(SETPRIV.toString()));
      String kept = list(kept(configuration, maySet));
      Optional<String> user = configuration.user();
      user.ifPresent(u -> command.addAll(List.of("--reuid", u, "--regid", u, "--init-groups")));
      command.addAll(
          List.of(
              "--bounding-set",
              kept,
              "--inh-caps",
              kept,
              "--ambient-caps",
              user.isPresent() ? kept : "-all",
              "--no-new-privs",
              "--"));
      String own = new String(Files.readAllBytes(OWN_COMMAND), StandardCharsets.UTF_8);
      command.addAll(List.of(own.split("\0")));
      List<String> environment = new ArrayList<>(List.of(REDUCED + "=1"));
      System.getenv().forEach((name, value) -> environment.add(name + "=" + value));
      LibC.exec(command, environment);
      return "";
    } catch (IOException e) {
      return OWN_COMMAND + " cannot be read";
    } catch (NativeException e) {
      return e.getMessage();
    }
  }

  private static Set<String> kept(Configuration configuration, boolean maySet) {
    Set<String> kept = new TreeSet<>(Set.of("SYS_PTRACE", "DAC_READ_SEARCH")); // who holds sockets
    if (configuration.isAllNamespaces()) {
      kept.add("SYS_ADMIN"); // to enter them
    }
    if (maySet) {
      kept.addAll(Set.of("BPF", "PERFMON", "NET_ADMIN")); // hooks that are attached when needed
    }
    return kept;
  }

  private static String list(Set<String> names) {
    return "-all,"
        + names.stream()
            .map(n -> "+" + n.toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(","));
  }
}
