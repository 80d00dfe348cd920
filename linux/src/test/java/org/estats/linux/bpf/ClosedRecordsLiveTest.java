package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.estats.Absence;
import org.estats.ClosedReader;
import org.estats.Connection;
import org.estats.Ending;
import org.estats.EstatsException;
import org.estats.FinalRecord;
import org.estats.TcpState;
import org.estats.Value;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Live;
import org.estats.linux.Pair;
import org.estats.linux.Rules;
import org.estats.linux.ShortConnections;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.FreshNetns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The array of final records itself: what it keeps, and what readers make of it.
@ExtendWith(Island.class)
class ClosedRecordsLiveTest {

  private static final Set<Switch> DATA = EnumSet.of(Switch.DATA);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final int SLOTS = 4;
  private static final int CUT_OVERS = 4;
  private static final Duration SOON = Duration.ofSeconds(2);

  private final LinuxSource source = new LinuxSource();

  /// Ends so many connections of which one end is switched on.
  ///
  /// @return what they carried, which tells them apart
  private List<Long> end(int count, int first) throws IOException {
    List<Long> carried = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      try (Pair pair = Pair.open()) {
        source.set(pair.clientEnd(), DATA, NONE);
        pair.toServer(i);
        pair.client().setOption(StandardSocketOptions.SO_LINGER, 0);
        carried.add((long) i);
      }
    }
    source.close();
    return carried;
  }

  private static List<Long> read(ClosedReader reader) {
    List<Long> carried = new ArrayList<>();
    for (Optional<FinalRecord> r = reader.next(); r.isPresent(); r = reader.next()) {
      carried.add(r.get().last().data().dataBytesOut().get());
    }
    return carried;
  }

  @Test
  void theNewestAreKeptAndEachReaderKnowsWhatItMissed() throws Exception {
    System.setProperty(Loader.CLOSED_SLOTS_PROPERTY, Integer.toString(SLOTS));
    KernelCollector.ensureRunning();
    try (ClosedReader early = source.closed()) {
      assertThat(read(early)).isEmpty();
      end(3, 1);
      assertThat(read(early)).containsExactly(1L, 2L, 3L);
      end(10, 4);
      try (ClosedReader late = source.closed()) {
        assertThat(read(late)).as("in order").containsExactly(10L, 11L, 12L, 13L);
        assertThat(late.missed()).as("it was not there before").isZero();
        assertThat(read(early)).containsExactly(10L, 11L, 12L, 13L);
        assertThat(early.missed()).isEqualTo(6);
        end(SLOTS, 14);
        assertThat(read(late)).as("just not too late").containsExactly(14L, 15L, 16L, 17L);
        assertThat(late.missed()).isZero();
        end(SLOTS + 1, 18);
        assertThat(read(late)).containsExactly(19L, 20L, 21L, 22L);
        assertThat(late.missed()).isEqualTo(1);
      }
      assertThat(read(early)).containsExactly(19L, 20L, 21L, 22L);
      assertThat(early.missed()).isEqualTo(6 + 5);
    }
  }

  /// A record whose number was taken and that is never written: it counts as missed, and holds up
  /// nobody for long.
  @Test
  void aRecordThatIsNeverFinishedIsPassedOver() throws Exception {
    KernelCollector.ensureRunning();
    Btf types = KernelObject.shipped().types();
    int size = types.sizeOf("estats_closed");
    int fd = Forged.map(size, SLOTS + 1);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(size, 8);
      Forged.put(fd, arena, 0, value, 2); // two were begun
      MemorySegment record = value.asSlice(types.offsetOf("estats_closed", "record"));
      record.set(JAVA_INT, types.offsetOf("estats_record", "family"), 2);
      Forged.put(fd, arena, 2, value, 4); // the second is whole
      Forged.put(fd, arena, 1, value, 1); // the first is not
      try (ClosedReader reader = ClosedRecords.of(fd)) {
        assertThat(reader.next()).as("it may be finished in a moment").isEmpty();
        assertThat(reader.missed()).isZero();
        assertThat(reader.next(SOON)).isPresent();
        assertThat(reader.missed()).isEqualTo(1);
        assertThat(reader.next()).isEmpty();
      }
    } finally {
      LibC.close(fd);
    }
  }

  @Test
  void whoFollowsGoesOnAfterACutOverAndAfterAnUnloading() throws Exception {
    KernelCollector.ensureRunning();
    try (ClosedReader reader = source.closed()) {
      end(2, 1);
      Generation old = Generation.current().orElseThrow();
      Victim.age(old);
      KernelCollector.ensureRunning();
      end(2, 3);
      assertThat(read(reader)).as("the same records").containsExactly(1L, 2L, 3L, 4L);
      KernelCollector.unload();
      assertThat(reader.next()).isEmpty();
      KernelCollector.ensureRunning();
      end(3, 5);
      assertThat(reader.next(SOON).orElseThrow().last().data().dataBytesOut().get()).isEqualTo(5);
      assertThat(read(reader)).containsExactly(6L, 7L);
      assertThat(reader.missed()).isZero();
    }
  }

  /// Old and new are attached together for a moment, and every end is told by one of them.
  @Test
  void connectionsThatEndDuringCutOversAreToldOnce() throws Throwable {
    KernelCollector.ensureRunning();
    FreshNetns.run(() -> {
      KernelCollector.addRule(Rules.forAllHere());
      try (ClosedReader reader = source.closed()) {
        FutureTask<Integer> cutOvers =
            new FutureTask<>(() -> {
              int done = 0;
              for (; done < CUT_OVERS; done++) {
                Victim.age(Generation.current().orElseThrow());
                KernelCollector.ensureRunning();
                Thread.sleep(50);
              }
              return done;
            });
        FutureTask<List<String>> reading =
            new FutureTask<>(() -> {
              List<String> seen = new ArrayList<>();
              for (var r = reader.next(SOON); r.isPresent(); r = reader.next(SOON)) {
                // Ports are used again; sequence numbers tell one connection from the other.
                seen.add(r.get().last().connection() + " " + r.get().last().data().sndUna().get());
              }
              return seen;
            });
        Thread.ofPlatform().start(reading);
        Thread.ofPlatform().start(cutOvers);
        ShortConnections.Sum made = ShortConnections.make(4, 1_000, Duration.ofMillis(20));
        assertThat(cutOvers.get()).isEqualTo(CUT_OVERS);
        assertThat(reading.get()).hasSize((int) (2 * made.connections())).doesNotHaveDuplicates();
        assertThat(reader.missed()).isZero();
      }
    });
  }

  /// The kernel skips a hook that it would run inside itself; then the other one has to do.
  @Test
  void whatTheHookOfStatesDoesNotSeeIsCaughtWhenTheSocketGoes() throws Exception {
    KernelCollector.ensureRunning();
    try (ClosedReader reader = source.closed();
        Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), DATA, NONE);
      source.set(pair.serverEnd(), DATA, NONE);
      source.close();
      pair.toServer(300);
      Path link = Generation.current().orElseThrow().directory().resolve(Pin.ON_STATE.linkName());
      KernelObjects linked = KernelObjects.of(Generation.current().orElseThrow());
      int before = linked.links().size();
      Files.delete(link);
      KernelObjects then = KernelObjects.of(Generation.current().orElseThrow());
      assertThat(then.links()).hasSize(before - 1);
      Live.await(
          "the kernel to detach it",
          () ->
              linked.thatAreStillThere().stream().filter(o -> o.startsWith("link")).count()
                  == before - 1);
      pair.client().shutdownOutput();
      pair.server().close();
      assertThat(pair.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
      pair.client().close();
      FinalRecord one = reader.next(SOON).orElseThrow();
      FinalRecord other = reader.next(SOON).orElseThrow();
      for (FinalRecord r : List.of(one, other)) {
        assertThat(r.how()).isEqualTo(Ending.FIN);
        assertThat(r.last().state()).isEqualTo(TcpState.CLOSED);
        assertThat(r.last().data().dataBytesOut().get() + r.last().data().dataBytesIn().get())
            .isEqualTo(300);
        assertThat(r.last().data().thruBytesAcked())
            .as("whether the FIN is among them cannot be told any more")
            .isEqualTo(new Value.Absent(Absence.AMBIGUOUS));
        assertThat(r.last().data().thruBytesReceived()).isEqualTo(r.last().data().dataBytesIn());
      }
      assertThat(reader.next(Duration.ofMillis(200))).isEmpty();
    }
  }

  @Test
  void nobodyWritesRecordsButTheKernel() throws Exception {
    KernelCollector.ensureRunning();
    end(1, 77);
    int fd = Bpf.get(Pin.CLOSED.currentPath());
    try (Arena arena = Arena.ofConfined()) {
      int size = KernelObject.shipped().types().sizeOf("estats_closed");
      assertThatExceptionOfType(NativeException.class)
          .isThrownBy(() -> Forged.put(fd, arena, 0, arena.allocate(size, 8), 0))
          .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
    } finally {
      LibC.close(fd);
    }
    try (ClosedReader reader = source.closed()) {
      assertThat(read(reader)).containsExactly(77L);
    }
  }

  @Test
  void withoutTheCollectorThereIsNoReader() {
    assertThatExceptionOfType(EstatsException.class)
        .isThrownBy(source::closed)
        .satisfies(e -> {
          assertThat(e.kind()).isEqualTo(EstatsException.Kind.NOT_SUPPORTED);
          assertThat(e.getMessage()).contains("no final records");
        });
  }

  /// A connection that ended between two looks is not there any more; it is never "off".
  @Test
  void readingAConnectionWhileItEndsGivesItsCountsOrNothing() throws Exception {
    KernelCollector.ensureRunning();
    for (int i = 0; i < 200; i++) {
      Pair pair = Pair.open();
      Connection end = pair.clientEnd();
      source.set(end, DATA, NONE);
      pair.client().setOption(StandardSocketOptions.SO_LINGER, 0);
      Thread closer = Thread.ofPlatform().start(() -> close(pair));
      try {
        while (true) {
          assertThat(source.get(end).on()).isEqualTo(DATA);
        }
      } catch (EstatsException e) {
        assertThat(e.kind()).isEqualTo(EstatsException.Kind.NOT_FOUND);
      }
      closer.join();
    }
    source.close();
  }

  private static void close(Pair pair) {
    try (pair) {
      Thread.onSpinWait();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A map like that of the collector, written by the test.
  private static final class Forged {

    private static final int MAP_CREATE = 0;
    private static final int ARRAY = 2;
    private static final int MMAPABLE = 1 << 10;

    static int map(int valueBytes, int entries) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment attribute = arena.allocate(72, 8);
        attribute.set(JAVA_INT, 0, ARRAY);
        attribute.set(JAVA_INT, 4, Integer.BYTES);
        attribute.set(JAVA_INT, 8, valueBytes);
        attribute.set(JAVA_INT, 12, entries);
        attribute.set(JAVA_INT, 16, MMAPABLE);
        return LibC.bpf(MAP_CREATE, attribute, "make a map");
      }
    }

    static void put(int fd, Arena arena, int index, MemorySegment value, long sequence) {
      value.set(JAVA_LONG, 0, sequence);
      Bpf.update(fd, arena.allocateFrom(JAVA_INT, index), value);
    }
  }
}
