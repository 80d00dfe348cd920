package org.estats.cli.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.estats.linux.collector.KernelAbilities;
import org.estats.linux.collector.KernelConfig;
import org.estats.linux.proc.Cgroups;

/// What the files of a machine tell of it.
///
/// @param root where they begin, `/` but for tests
/// @param release the kernel's release, such as `6.1.0-25-amd64`
/// @param architecture the processor's
record Machine(Path root, String release, String architecture) {

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");
  private static final Pattern CHOSEN = Pattern.compile(".*\\[(\\w+)].*", Pattern.DOTALL);
  private static final String LIBRARY = "libbpf.so.1";

  /// The machine this runs on.
  static Machine own() {
    return new Machine(
        Path.of("/"), System.getProperty("os.version"), System.getProperty("os.arch"));
  }

  /// Whether the kernel is of this version or newer; yes if its release cannot be read.
  boolean isAtLeast(int major, int minor) {
    Matcher version = VERSION.matcher(release);
    if (!version.matches()) {
      return true;
    }
    int here = Integer.parseInt(version.group(1));
    return here > major || here == major && Integer.parseInt(version.group(2)) >= minor;
  }

  boolean hasBtf() {
    return Files.exists(root.resolve(KernelAbilities.TYPES));
  }

  boolean watchesPastEstablished() {
    return KernelAbilities.watchesPastEstablished(root);
  }

  boolean watchesSwitchedOnLater() {
    return KernelAbilities.watchesSwitchedOnLater(root);
  }

  /// The file of libbpf, with links followed, which shows its version; empty if it is in none of
  /// the usual places.
  Optional<Path> libbpf() {
    for (Path directory : libraryDirectories()) {
      Path file = directory.resolve(LIBRARY);
      if (Files.exists(file)) {
        try {
          return Optional.of(file.toRealPath());
        } catch (IOException e) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  private List<Path> libraryDirectories() {
    List<Path> directories = new ArrayList<>();
    for (String place : List.of("usr/lib64", "lib64", "usr/lib", "lib", "usr/local/lib")) {
      Path directory = root.resolve(place);
      directories.add(directory);
      try (DirectoryStream<Path> ofArchitectures =
          Files.newDirectoryStream(directory, "*-linux-gnu*")) {
        ofArchitectures.forEach(directories::add);
      } catch (IOException e) {
        // Not every distribution has every place.
      }
    }
    return directories;
  }

  /// The root of the cgroup v2 hierarchy.
  Optional<Path> cgroupRoot() {
    return Cgroups.root(root);
  }

  /// How many jiffies a second has, by the kernel's configuration; empty if no file tells.
  OptionalInt hz() {
    return KernelConfig.hz(root, release);
  }

  /// What the kernel's lockdown is set to; empty if it has none.
  Optional<String> lockdown() {
    return text("sys/kernel/security/lockdown")
        .map(CHOSEN::matcher)
        .filter(Matcher::matches)
        .map(m -> m.group(1));
  }

  /// `kernel.unprivileged_bpf_disabled`; empty if it cannot be read.
  Optional<String> unprivilegedBpfDisabled() {
    return text("proc/sys/kernel/unprivileged_bpf_disabled").map(String::strip);
  }

  /// Whether this process sees the mounts that pid 1 sees; yes if that cannot be told.
  boolean hasMountsOfInit() {
    Optional<String> own = rootMount("proc/self/mountinfo");
    Optional<String> init = rootMount("proc/1/mountinfo");
    return own.isEmpty() || init.isEmpty() || own.equals(init);
  }

  private Optional<String> rootMount(String mountinfo) {
    return text(mountinfo)
        .flatMap(t -> t.lines().filter(l -> l.split(" ")[4].equals("/")).findFirst())
        .map(line -> line.split(" ")[0]);
  }

  private Optional<String> text(String file) {
    try {
      return Optional.of(Files.readString(root.resolve(file)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
