package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.estats.ClosedReader;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Live;
import org.estats.linux.LoadedCollector;
import org.estats.linux.Pair;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Who may read and who may set.
@ExtendWith(LoadedCollector.class)
final class RightsLiveTest {

  private static final Set<Switch> DATA = EnumSet.of(Switch.DATA);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final int RANDOM_RUNS = 20_000;

  private static LinuxSource source;

  @BeforeAll
  static void begin() throws Exception {
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
    Unprivileged.endReading();
    source.close();
  }

  @Test
  void aReaderReadsAndNeverSets() throws Exception {
    int readers = Unprivileged.letReadersRead();
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      source.set(end, DATA, NONE);
      pair.toServer(100);
      assertThat(Unprivileged.as(readers, () -> source.get(end)).data().dataBytesOut().get())
          .isEqualTo(100);
      assertDenied(() -> Unprivileged.as(readers, () -> set(end, EnumSet.of(Switch.PATH), NONE)));
      assertDenied(() -> Unprivileged.as(readers, () -> set(end, NONE, DATA)));
      assertThat(source.get(end).on()).isEqualTo(DATA);
    }
  }

  @Test
  void aReaderReadsFinalRecords() throws Exception {
    int readers = Unprivileged.letReadersRead();
    String ended;
    try (Pair pair = Pair.open()) {
      ended = pair.clientEnd().toString();
      source.set(pair.clientEnd(), DATA, NONE);
    }
    Set<String> seen =
        Unprivileged.as(
            readers,
            () -> {
              Set<String> connections = new HashSet<>();
              try (ClosedReader reader = source.closed()) {
                Live.await(
                    "its record",
                    () -> {
                      reader
                          .next()
                          .ifPresent(r -> connections.add(r.last().connection().toString()));
                      return connections.contains(ended);
                    });
              }
              return connections;
            });
    assertThat(seen).contains(ended);
    assertDenied(() -> Unprivileged.as(Unprivileged.NOBODY, () -> source.closed()));
  }

  @Test
  void whoeverIsRefusedIsToldWhatAndNotWhichPin() throws Exception {
    Map<String, Callable<Object>> refused =
        Map.of(
            "see the rules", KernelCollector::rules,
            "remove a rule", () -> KernelCollector.removeRule(1),
            "unload the collector", KernelCollector::unload,
            "load the collector",
                () -> {
                  KernelCollector.ensureRunning();
                  return null;
                },
            "have the kernel time its programs", () -> KernelCollector.cost(Duration.ofMillis(1)));
    for (Map.Entry<String, Callable<Object>> one : refused.entrySet()) {
      assertThatExceptionOfType(EstatsException.class)
          .as(one.getKey())
          .isThrownBy(() -> Unprivileged.as(Unprivileged.NOBODY, one.getValue()))
          .withMessageStartingWith("this user may not " + one.getKey())
          .withMessageNotContaining("EACCES")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(EstatsException.Kind.ACCESS_DENIED))
          .satisfies(e -> assertThat(e.remedy()).contains("root"));
    }
  }

  @Test
  void aStrangerDoesNeither() throws Exception {
    Unprivileged.letReadersRead();
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      source.set(end, DATA, NONE);
      assertDenied(() -> Unprivileged.as(Unprivileged.NOBODY, () -> source.get(end)));
      assertDenied(() -> Unprivileged.as(Unprivileged.NOBODY, () -> set(end, NONE, DATA)));
      assertThat(source.get(end).on()).isEqualTo(DATA);
    }
  }

  @Test
  void whateverAReaderSendsToGetNothingIsSwitched() throws Exception {
    int readers = Unprivileged.letReadersRead();
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      int bytes = KernelObject.shipped().types().sizeOf("get_call");
      Unprivileged.as(
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
}
