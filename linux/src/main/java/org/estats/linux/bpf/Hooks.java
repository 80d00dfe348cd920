package org.estats.linux.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.estats.EstatsException;
import org.estats.linux.KernelCollector.Hook;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;

/// Attaches the hooks of a generation and takes them off again. A hook is attached as long as its
/// link is pinned.
final class Hooks {

  private Hooks() {}

  /// Attaches every hook that is not attached.
  static void attach(Generation generation) {
    for (Pin pin : Pin.values()) {
      Path link = generation.directory().resolve(pin.linkName());
      if (pin.isHook() && !Files.exists(link)) {
        attach(generation, pin, link);
      }
    }
  }

  private static void attach(Generation generation, Pin pin, Path pinned) {
    int program = Bpf.get(generation.directory().resolve(pin.fileName()).toString());
    try {
      String operation = "attach " + pin.fileName();
      int link =
          pin.kind() == Pin.Kind.SOCK_OPS
              ? attachToCgroups(program, operation)
              : Bpf.attachTracepoint(program, operation);
      if (link < 0) {
        return;
      }
      try {
        Bpf.pin(link, pinned.toString());
      } finally {
        LibC.close(link);
      }
    } catch (NativeException e) {
      throw Loader.explain(e, "run 'estats doctor'");
    } finally {
      LibC.close(program);
    }
  }

  /// Without a cgroup v2 hierarchy there is no place for it; then states other than ESTABLISHED
  /// are not watched, and records say so.
  private static int attachToCgroups(int program, String operation) {
    Optional<Path> root = cgroupRoot();
    if (root.isEmpty()) {
      return -1;
    }
    int cgroup = LibC.open(root.get().toString(), LibC.O_RDONLY | LibC.O_DIRECTORY);
    try {
      return Bpf.attachSockOps(program, cgroup, operation);
    } catch (NativeException e) {
      return -1; // a program attached there alone, by others, does not let us in beside it
    } finally {
      LibC.close(cgroup);
    }
  }

  /// The root of the cgroup v2 hierarchy, wherever it is mounted.
  static Optional<Path> cgroupRoot() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return lines
          .filter(line -> line.contains(" - cgroup2 "))
          .map(line -> Path.of(line.split(" ")[4]))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Takes all hooks off.
  static void detach(Generation generation) {
    try {
      for (Pin pin : Pin.values()) {
        if (pin.isHook()) {
          Files.deleteIfExists(generation.directory().resolve(pin.linkName()));
        }
      }
    } catch (IOException e) {
      throw new EstatsException(
          EstatsException.Kind.FAILED, "cannot detach the hooks: " + e.getMessage());
    }
  }

  /// Every hook of a generation, and how it fares.
  static List<Hook> describe(Generation generation) {
    return Stream.of(Pin.values())
        .filter(Pin::isHook)
        .map(pin -> describe(generation, pin))
        .toList();
  }

  private static Hook describe(Generation generation, Pin pin) {
    boolean attached = Files.exists(generation.directory().resolve(pin.linkName()));
    Optional<ProgramInfo> info = ProgramInfo.ofPin(generation, pin);
    return new Hook(
        pin.fileName(), attached, info.map(ProgramInfo::runs), info.map(ProgramInfo::skipped));
  }
}
