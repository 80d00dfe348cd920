package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.estats.EstatsException;
import org.estats.linux.collector.Hook;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.Cgroups;

/// Attaches the hooks of a generation and takes them off again. A hook is attached as long as its
/// link is pinned.
final class Hooks {

  /// `struct bpf_link_info`: type, number, and what is not read here.
  private static final int LINK_INFO_BYTES = 16;

  private static final int LINK_ID = 4;
  private static final int LINK_PROGRAM = 8;

  /// In `struct bpf_prog_info`.
  private static final int PROGRAM_ID = 4;

  private static final long GONE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long GONE_POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  /// The kernel gives up a link's number just before it detaches the program.
  private static final long DETACHING_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private Hooks() {}

  /// Attaches every hook that is not attached.
  ///
  /// @param withReads the one at each read as well
  static void attach(Generation generation, boolean withReads) {
    for (Pin pin : Pin.values()) {
      Path link = generation.directory().resolve(pin.linkName());
      boolean isWanted = pin.isHook() && (withReads || !pin.isHookOfReads());
      if (isWanted && !Files.exists(link)) {
        attach(generation, pin, link);
      }
    }
  }

  private static void attach(Generation generation, Pin pin, Path pinned) {
    int program = Bpf.get(generation.pathOf(pin));
    try {
      String operation = "attach " + pin.fileName();
      awaitUnlinked(program);
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

  /// Without a cgroup v2 hierarchy, or where only a part of it is to be seen, as in most
  /// containers, there is no place for it; then states other than ESTABLISHED are not watched, and
  /// records say so.
  private static int attachToCgroups(int program, String operation) {
    Optional<Path> root = Cgroups.wholeRoot();
    if (root.isEmpty()) {
      return -1;
    }
    return attachTo(root.get(), program, operation);
  }

  /// @return the link, or -1 if it is refused
  static int attachTo(Path group, int program, String operation) {
    int cgroup = LibC.open(group.toString(), LibC.O_RDONLY | LibC.O_DIRECTORY);
    try {
      return Bpf.attachSockOps(program, cgroup, operation);
    } catch (NativeException e) {
      return -1; // a program attached there alone, by others, does not let us in beside it
    } finally {
      LibC.close(cgroup);
    }
  }

  /// Takes all hooks off, and waits until they are: the kernel detaches a link that nobody holds
  /// any more a little later, and a program attached a second time meanwhile would count twice.
  static void detach(Generation generation) {
    detach(generation, Pin::isHook);
  }

  /// Takes off the hook at each read, in the same way.
  static void detachReads(Generation generation) {
    detach(generation, Pin::isHookOfReads);
  }

  private static void detach(Generation generation, Predicate<Pin> which) {
    List<Integer> links = new ArrayList<>();
    try {
      for (Pin pin : Pin.values()) {
        Path link = generation.directory().resolve(pin.linkName());
        if (which.test(pin) && Files.exists(link)) {
          links.add(numberOf(link));
          Files.deleteIfExists(link);
        }
      }
    } catch (IOException e) {
      throw new EstatsException(
          EstatsException.Kind.FAILED, "cannot detach the hooks: " + e.getMessage());
    }
    if (!links.isEmpty()) {
      links.forEach(Hooks::awaitGone);
      LockSupport.parkNanos(DETACHING_NANOS);
    }
  }

  /// Waits until a program is linked nowhere. The link of a command that was killed while it
  /// detached may still be on its way out. Only those may look who have CAP_SYS_ADMIN.
  private static void awaitUnlinked(int program) {
    int number = numberOf(program, PROGRAM_ID);
    List<Integer> lingering = new ArrayList<>();
    try {
      for (int link = Bpf.linkAfter(0); link != 0; link = Bpf.linkAfter(link)) {
        if (programOf(link) == number) {
          lingering.add(link);
        }
      }
    } catch (NativeException e) {
      return;
    }
    if (!lingering.isEmpty()) {
      lingering.forEach(Hooks::awaitGone);
      LockSupport.parkNanos(DETACHING_NANOS);
    }
  }

  /// @return the number of the program behind a link; 0 if the link is gone
  private static int programOf(int link) {
    try {
      int fd = Bpf.linkByNumber(link);
      try {
        return numberOf(fd, LINK_PROGRAM);
      } finally {
        LibC.close(fd);
      }
    } catch (NativeException e) {
      return 0;
    }
  }

  private static int numberOf(int fd, int offset) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(LINK_INFO_BYTES, 8);
      Bpf.info(fd, info);
      return info.get(JAVA_INT, offset);
    }
  }

  private static int numberOf(Path link) {
    int fd = Bpf.get(link.toString());
    try {
      return numberOf(fd, LINK_ID);
    } finally {
      LibC.close(fd);
    }
  }

  private static void awaitGone(int link) {
    long end = System.nanoTime() + GONE_WAIT_NANOS;
    while (System.nanoTime() < end) {
      try {
        LibC.close(Bpf.linkByNumber(link));
      } catch (NativeException e) {
        return;
      }
      LockSupport.parkNanos(GONE_POLL_NANOS);
    }
  }

  /// Every hook of a generation, and how it fares; that at each read only if it is attached.
  static List<Hook> describe(Generation generation) {
    return Stream.of(Pin.values())
        .filter(Pin::isHook)
        .filter(pin -> !pin.isHookOfReads() || isAttached(generation, pin))
        .map(pin -> describe(generation, pin))
        .toList();
  }

  /// Whether any hook of a generation is attached.
  static boolean isAnyAttached(Generation generation) {
    return Stream.of(Pin.values()).anyMatch(pin -> pin.isHook() && isAttached(generation, pin));
  }

  /// Whether a hook of a generation is attached.
  static boolean isAttached(Generation generation, Pin pin) {
    return Files.exists(generation.directory().resolve(pin.linkName()));
  }

  private static Hook describe(Generation generation, Pin pin) {
    Optional<ProgramInfo> info = ProgramInfo.ofPin(generation, pin);
    return new Hook(
        pin.fileName(),
        isAttached(generation, pin),
        info.map(ProgramInfo::runs),
        info.map(ProgramInfo::skipped));
  }
}
