package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.estats.Connection;
import org.estats.Value;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Live;
import org.estats.linux.Pair;
import org.estats.linux.bpf.ControlWord.Field;
import org.estats.linux.collector.CollectorStatus;
import org.estats.linux.collector.Hook;
import org.estats.linux.ffi.LibC;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every state that a killed process can leave, made by hand, one after the other: what comes next
/// works, and cleans up.
@ExtendWith(Island.class)
class InterruptedLiveTest {

  /// Less than an attachment waits for a link to go.
  private static final long LINGERING_NANOS = 300_000_000;

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private final LinuxSource source = new LinuxSource();

  private static List<Path> pins(Path directory) throws IOException {
    List<Path> pins = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      files.forEach(pins::add);
    }
    return pins;
  }

  /// The next command is a set: it works, and so does everything after it.
  private void assertSetWorks(Pair pair, String after) throws IOException {
    Connection end = pair.serverEnd();
    source.get(end); // must not fail, whatever it finds
    source.set(end, ALL, NONE);
    assertThat(source.get(end).on()).as(after).isEqualTo(ALL);
    pair.toServer(100);
    assertThat(source.get(end).data().dataBytesIn()).as(after).isEqualTo(new Value.Present(100));
    KernelCollector.ensureRunning();
    CollectorStatus status = KernelCollector.status();
    assertThat(status.isThisVersion()).as(after).isTrue();
    assertThat(status.hooks()).as(after).allMatch(Hook::isAttached);
    assertThat(status.hooks())
        .as(after)
        .filteredOn(hook -> !hook.name().equals(Pin.ON_TCP_READ.fileName()))
        .hasSize(5);
    assertThat(status.leftovers()).as(after).isEmpty();
    source.set(end, NONE, ALL);
    assertThat(source.get(end).on()).as(after).isEmpty();
    source.close();
  }

  private static void assertUnloads(KernelObjects ours) throws IOException {
    KernelCollector.unload();
    assertThat(LoadingLiveTest.mounts()).isEmpty();
    Live.await("nothing of " + ours, () -> ours.thatAreStillThere().isEmpty());
  }

  /// As if a process that was taking the pins of a generation away had been killed after each.
  @Test
  void anUnloadThatWasInterruptedIsMendedByTheNextSet() throws Exception {
    KernelCollector.ensureRunning();
    int pins = pins(Generation.current().orElseThrow().directory()).size();
    try (Pair pair = Pair.open()) {
      for (int removed = 1; removed <= pins; removed++) {
        KernelCollector.ensureRunning();
        Generation current = Generation.current().orElseThrow();
        for (Path pin : pins(current.directory()).subList(0, removed)) {
          Files.delete(pin);
        }
        assertSetWorks(pair, removed + " pins removed");
      }
    }
  }

  /// Whichever pin is missing, as the order in which they are removed is not ours.
  @Test
  void whicheverPinIsMissingTheNextCommandWorks() throws Exception {
    try (Pair pair = Pair.open()) {
      for (Pin pin : Pin.values()) {
        KernelCollector.ensureRunning();
        Path directory = Generation.current().orElseThrow().directory();
        Files.delete(directory.resolve(pin.fileName()));
        assertSetWorks(pair, pin + " missing");
      }
    }
  }

  @Test
  void anUnloadAfterOneThatWasInterruptedLeavesNothing() throws Exception {
    for (int removed : new int[] {1, 5, 12}) {
      KernelCollector.ensureRunning();
      Generation current = Generation.current().orElseThrow();
      KernelObjects ours = KernelObjects.of(current);
      for (Path pin : pins(current.directory()).subList(0, removed)) {
        Files.delete(pin);
      }
      assertUnloads(ours);
    }
  }

  @Test
  void aLoadingThatWasInterruptedIsStartedAnew() throws Exception {
    try (Pair pair = Pair.open()) {
      // Killed after mounting, and after making the directory.
      MountPoint.mount();
      assertSetWorks(pair, "mounted");
      KernelCollector.unload();
      MountPoint.mount();
      Files.createDirectory(Generation.LOADING);
      assertSetWorks(pair, "directory made");
      // Killed when everything was pinned, but had no name or was not the one in use.
      Generation first = Generation.current().orElseThrow();
      Loader.load(first.number() + 1, java.util.Optional.of(first));
      assertSetWorks(pair, "loaded, not in use");
      Generation second = Loader.load(first.number() + 1, java.util.Optional.of(first));
      Hooks.attach(second, false);
      assertSetWorks(pair, "loaded and attached, not in use");
      Generation third = Loader.load(first.number() + 1, java.util.Optional.of(first));
      Hooks.attach(third, true);
      third.makeCurrent();
      assertSetWorks(pair, "in use, and the control word of the one before");
      Files.createSymbolicLink(Path.of(MountPoint.PATH, "next"), Path.of("nowhere"));
      Victim.age(Generation.current().orElseThrow());
      assertSetWorks(pair, "a name made, not yet moved");
      Files.createDirectory(Generation.LOADING);
      KernelCollector.unload();
      assertThat(LoadingLiveTest.mounts()).isEmpty();
    }
  }

  /// Killed when the new was in use, before what is on in the old was carried over.
  @Test
  void aCutOverFromOtherLayoutsThatWasInterruptedIsFinished() throws Exception {
    try (Pair pair = Pair.open()) {
      source.set(pair.serverEnd(), ALL, NONE);
      source.close();
      Generation old = Generation.current().orElseThrow();
      Generation foreign = Generation.next(old.number(), "00000001-00000003-00000005");
      Files.move(old.directory(), foreign.directory());
      Loader.load(old.number() + 1, java.util.Optional.empty()).makeCurrent();
      KernelCollector.ensureRunning();
      assertThat(source.get(pair.serverEnd()).on()).isEqualTo(ALL);
      assertSetWorks(pair, "in use, and what was on not carried over");
    }
  }

  @Test
  void aDetachmentThatWasInterruptedIsMended() throws Exception {
    try (Pair pair = Pair.open()) {
      for (Pin pin : Pin.values()) {
        if (pin.isHook()) {
          Collector.ensureRunning(Switch.REC.bit()); // for the hook that only Rec needs, too
          Generation current = Generation.current().orElseThrow();
          Files.delete(current.directory().resolve(pin.linkName()));
          KernelCollector.ensureRunning();
          assertSetWorks(pair, pin + " detached");
        }
      }
      ControlWord first = ControlWord.blank().with(Field.GENERATION, 1).with(Field.THINNING, 1);
      for (ControlWord word :
          List.of(
              first,
              first.with(Field.CLOSING, true),
              first
                  .with(Field.GENERATION, 0)
                  .with(Field.ATTACHED, true)
                  .with(Field.READS_ATTACHED, true),
              first.with(Field.ATTACHED, true).with(Field.PREVIOUS, 1),
              first.with(Field.ATTACHED, true).with(Field.PREVIOUS, 9))) {
        write(word);
        source.set(pair.serverEnd(), ALL, NONE);
        source.close(); // its socket has been settled, which takes away what is to go
        assertThat(source.get(pair.serverEnd()).on()).as("%s", word).isEqualTo(ALL);
        source.set(pair.serverEnd(), NONE, ALL);
        assertSetWorks(pair, word.toString());
      }
    }
  }

  /// Whoever detached was killed, and the kernel has not let go of the link yet.
  @Test
  void aHookIsNotAttachedBesideALinkThatIsStillThere() throws Exception {
    KernelCollector.ensureRunning();
    Generation current = Generation.current().orElseThrow();
    Path pin = current.directory().resolve(Pin.ON_TCP_PROBE.linkName());
    int link = Bpf.get(pin.toString());
    Files.delete(pin);
    AtomicBoolean isGone = new AtomicBoolean();
    Thread holder =
        Thread.ofPlatform()
            .start(() -> {
              LockSupport.parkNanos(LINGERING_NANOS);
              isGone.set(true);
              LibC.close(link);
            });
    KernelCollector.ensureRunning();
    assertThat(isGone).as("attached once the other had gone").isTrue();
    holder.join();
    assertThat(pin).exists();
  }

  private static void write(ControlWord word) {
    Generation current = Generation.current().orElseThrow();
    int fd = Bpf.get(current.directory().resolve(Pin.CONTROL.fileName()).toString());
    try {
      word.write(fd);
    } finally {
      LibC.close(fd);
    }
  }
}
