package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/// Users without rights: threads that have given theirs up. The raw system calls, unlike the C
/// library's, change the calling thread alone.
final class Unprivileged {

  /// The group of a user who may neither read nor set.
  static final int NOBODY = 65_534;

  private static final String READERS = "games";

  private static final long UMASK = 95;
  private static final long SETGROUPS = 116;
  private static final long SETRESUID = 117;
  private static final long SETRESGID = 119;

  private static final MethodHandle SYSCALL = bindSyscall();

  private Unprivileged() {}

  @SuppressWarnings("restricted")
  private static MethodHandle bindSyscall() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
        Linker.Option.firstVariadicArg(1));
  }

  /// Lets a group read what is loaded.
  ///
  /// @return the number of the group
  static int letReadersRead() throws Exception {
    Path directory = Generation.current().orElseThrow().directory();
    new AccessPolicy(Optional.of(READERS), Optional.empty()).apply(directory);
    return (int) Files.getAttribute(directory.resolve(Pin.GET.fileName()), "unix:gid");
  }

  /// Gives the pins of what is loaded back to whom they belong.
  static void endReading() {
    Generation.current().ifPresent(g -> AccessPolicy.standing().apply(g.directory()));
  }

  /// Runs work as `nobody` in one group, on a thread that then ends.
  static <T> T as(int group, Callable<T> work) throws Exception {
    FutureTask<T> task =
        new FutureTask<>(() -> {
          giveUpRights(group);
          return work.call();
        });
    Thread.ofPlatform().start(task).join();
    try {
      return task.get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /// Sets what the files of this process that are made from now on are withheld.
  static void umask(int withheld) {
    call(UMASK, withheld, MemorySegment.NULL, 0);
  }

  private static void giveUpRights(int group) {
    try (Arena arena = Arena.ofConfined()) {
      assertThat(call(SETGROUPS, 0, arena.allocate(8), 0)).isZero();
      assertThat(call(SETRESGID, group, MemorySegment.ofAddress(group), group)).isZero();
      assertThat(call(SETRESUID, NOBODY, MemorySegment.ofAddress(NOBODY), NOBODY)).isZero();
    }
  }

  private static long call(long number, long first, MemorySegment second, long third) {
    try {
      return (long) SYSCALL.invokeExact(number, first, second, third);
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }
}
