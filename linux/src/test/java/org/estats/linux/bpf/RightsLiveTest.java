package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.estats.ClosedReader;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Live;
import org.estats.linux.Pair;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Who may read and who may set. The users are threads that have given up their rights: the raw
/// system calls, unlike the C library's, change the calling thread alone.
final class RightsLiveTest {

  private static final Set<Switch> DATA = EnumSet.of(Switch.DATA);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final String READERS = "games";
  private static final int NOBODY = 65_534;
  private static final int RANDOM_RUNS = 20_000;

  private static final long SETGROUPS = 116;
  private static final long SETRESUID = 117;
  private static final long SETRESGID = 119;

  private static final MethodHandle SYSCALL = bindSyscall();

  private static LinuxSource source;

  @SuppressWarnings("restricted")
  private static MethodHandle bindSyscall() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
        Linker.Option.firstVariadicArg(1));
  }

  @BeforeAll
  static void begin() throws Exception {
    Live.begin();
    source = new LinuxSource();
    KernelCollector.ensureRunning();
    // Whatever classes are needed are loaded now, by one who may read their files.
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), DATA, NONE);
      source.get(pair.clientEnd());
      source.set(pair.clientEnd(), NONE, DATA);
    }
  }

  @AfterAll
  static void end() {
    Generation.current().ifPresent(g -> AccessPolicy.standing().apply(g.directory()));
    source.close();
    Live.end();
  }

  private static void letReadersRead() {
    new AccessPolicy(Optional.of(READERS), Optional.empty())
        .apply(Generation.current().orElseThrow().directory());
  }

  private static int readersNumber() throws Exception {
    Path pin = Generation.current().orElseThrow().directory().resolve(Pin.GET.fileName());
    return (int) Files.getAttribute(pin, "unix:gid");
  }

  @Test
  void aReaderReadsAndNeverSets() throws Exception {
    letReadersRead();
    int readers = readersNumber();
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      source.set(end, DATA, NONE);
      pair.toServer(100);
      assertThat(as(readers, () -> source.get(end)).data().dataBytesOut().get()).isEqualTo(100);
      assertDenied(() -> as(readers, () -> set(end, EnumSet.of(Switch.PATH), NONE)));
      assertDenied(() -> as(readers, () -> set(end, NONE, DATA)));
      assertThat(source.get(end).on()).isEqualTo(DATA);
    }
  }

  @Test
  void aReaderReadsFinalRecords() throws Exception {
    letReadersRead();
    int readers = readersNumber();
    String ended;
    try (Pair pair = Pair.open()) {
      ended = pair.clientEnd().toString();
      source.set(pair.clientEnd(), DATA, NONE);
    }
    Set<String> seen =
        as(
            readers,
            () -> {
              Set<String> connections = new HashSet<>();
              try (ClosedReader reader = source.closed()) {
                for (var r = reader.next(); r.isPresent(); r = reader.next()) {
                  connections.add(r.get().last().connection().toString());
                }
              }
              return connections;
            });
    assertThat(seen).contains(ended);
    assertDenied(() -> as(NOBODY, () -> source.closed()));
  }

  @Test
  void aStrangerDoesNeither() throws Exception {
    letReadersRead();
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      source.set(end, DATA, NONE);
      assertDenied(() -> as(NOBODY, () -> source.get(end)));
      assertDenied(() -> as(NOBODY, () -> set(end, NONE, DATA)));
      assertThat(source.get(end).on()).isEqualTo(DATA);
    }
  }

  @Test
  void whateverAReaderSendsToGetNothingIsSwitched() throws Exception {
    letReadersRead();
    int readers = readersNumber();
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      int bytes = KernelObject.shipped().types().sizeOf("get_call");
      as(
          readers,
          () -> {
            Random random = new Random(7);
            TestRun run = new TestRun(Pin.GET, bytes);
            byte[] noise = new byte[bytes];
            for (int i = 0; i < RANDOM_RUNS; i++) {
              random.nextBytes(noise);
              MemorySegment packet = run.packet();
              packet.copyFrom(MemorySegment.ofArray(noise));
              if (i % 2 == 0) { // a true request in front, noise behind
                Btf types = KernelObject.shipped().types();
                packet.set(
                    JAVA_INT,
                    types.offsetOf("get_call", "header.layout"),
                    KernelObject.shipped().layout());
                TupleWriter.write(end, packet.asSlice(types.offsetOf("get_call", "tuple")));
              }
              run.run(bytes, 0);
            }
            return null;
          });
      assertThat(source.get(end).on()).isEmpty();
    }
  }

  private static Void set(Connection end, Set<Switch> on, Set<Switch> off) {
    source.set(end, on, off);
    return null;
  }

  private static void assertDenied(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
    assertThatExceptionOfType(EstatsException.class)
        .isThrownBy(work)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(EstatsException.Kind.ACCESS_DENIED));
  }

  /// Runs work as `nobody` in one group, on a thread that then ends.
  private static <T> T as(int group, Callable<T> work) throws Exception {
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

  private static void giveUpRights(int group) {
    try (Arena arena = Arena.ofConfined()) {
      call(SETGROUPS, 0, arena.allocate(8), 0);
      call(SETRESGID, group, MemorySegment.ofAddress(group), group);
      call(SETRESUID, NOBODY, MemorySegment.ofAddress(NOBODY), NOBODY);
    }
  }

  private static void call(long number, long first, MemorySegment second, long third) {
    try {
      long result = (long) SYSCALL.invokeExact(number, first, second, third);
      assertThat(result).isZero();
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }
}
