package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.estats.EstatsException;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Whatever lies where our pins should be and is not ours is not used, and `unload` removes it.
@ExtendWith(Island.class)
class PinTrustLiveTest {

  private static final Set<Switch> DATA = EnumSet.of(Switch.DATA);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final int STRANGER = 65_534;

  private final LinuxSource source = new LinuxSource();

  private static Path pin(Pin pin) {
    return Path.of(Generation.current().orElseThrow().pathOf(pin));
  }

  private static void assertRefused(String why, ThrowingCallable work) {
    assertThatExceptionOfType(EstatsException.class)
        .isThrownBy(work)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(EstatsException.Kind.FAILED))
        .withMessageContaining("is not used")
        .withMessageContaining(why);
  }

  /// A lease holds what was opened before for some milliseconds.
  private static void forget() throws InterruptedException {
    Thread.sleep(5L * ProgramLease.LEASE_MILLIS);
  }

  @Test
  void aPinOfSomebodyElseIsRefused() throws Exception {
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), DATA, NONE);
      source.close();
      forget();
      Files.setAttribute(pin(Pin.GET), "unix:uid", STRANGER);
      assertRefused("it belongs to user 65534", () -> source.get(pair.clientEnd()));
      assertRefused("it belongs to user 65534", KernelCollector::ensureRunning);
      assertThat(KernelCollector.distrusted()).isPresent();
      Files.setAttribute(pin(Pin.GET), "unix:uid", 0);
      assertThat(source.get(pair.clientEnd()).on()).isEqualTo(DATA);
      assertThat(KernelCollector.distrusted()).isEmpty();
    }
  }

  @Test
  void aPinThatEverybodyMayWriteIsRefused() throws Exception {
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), DATA, NONE);
      source.close();
      forget();
      for (Pin pin : new Pin[] {Pin.SET, Pin.ON, Pin.CLOSED, Pin.RULES, Pin.CONTROL}) {
        Files.setAttribute(pin(pin), "unix:mode", 0666);
      }
      assertRefused("everybody may write it", () -> source.set(pair.clientEnd(), NONE, DATA));
      assertRefused("everybody may write it", () -> source.forEach(true, s -> {}));
      assertRefused("everybody may write it", source::closed);
      assertRefused("everybody may write it", KernelCollector::rules);
      KernelCollector.unload(); // which asks none of them
      assertThat(Path.of(MountPoint.PATH)).doesNotExist();
    }
  }

  @Test
  void aPinThatIsASymbolicLinkIsRefusedAndWhereItPointsStays() throws Exception {
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), DATA, NONE);
      source.close();
      forget();
      Path elsewhere = Files.createTempDirectory("elsewhere");
      Path file = Files.createFile(elsewhere.resolve("get"));
      Files.delete(pin(Pin.GET));
      Files.createSymbolicLink(pin(Pin.GET), file);
      Files.createSymbolicLink(Generation.LOADING, elsewhere);
      assertRefused("it is a symbolic link", () -> source.get(pair.clientEnd()));
      KernelCollector.unload();
      assertThat(file).as("what a link points to").exists();
      assertThat(Path.of(MountPoint.PATH)).doesNotExist();
      source.set(pair.clientEnd(), DATA, NONE);
      assertThat(source.get(pair.clientEnd()).on()).isEqualTo(DATA);
      source.close();
    }
  }

  @Test
  void aGenerationElsewhereIsNone() throws Exception {
    KernelCollector.ensureRunning();
    Generation ours = Generation.current().orElseThrow();
    Path elsewhere = Files.createTempDirectory("elsewhere");
    Path copy = Files.createDirectory(elsewhere.resolve(ours.directory().getFileName()));
    Files.delete(Path.of(Generation.CURRENT));
    Files.createSymbolicLink(Path.of(Generation.CURRENT), copy);
    assertThat(Generation.current()).isEmpty();
    KernelCollector.ensureRunning();
    assertThat(Generation.current()).isPresent();
  }

  @Test
  void aMountThatEverybodyMayWriteIsRefused() throws Exception {
    KernelCollector.ensureRunning();
    Files.setAttribute(Path.of(MountPoint.PATH), "unix:mode", 0777);
    assertRefused("everybody may write it", KernelCollector::ensureRunning);
  }

  @Test
  void theMountPointIsNoLink() throws Exception {
    Path elsewhere = Files.createTempDirectory("elsewhere");
    Files.createSymbolicLink(Path.of(MountPoint.PATH), elsewhere);
    assertThatExceptionOfType(EstatsException.class)
        .isThrownBy(KernelCollector::ensureRunning)
        .withMessageContaining("symbolic link");
    assertThat(elsewhere).isEmptyDirectory();
    PlaceFaultsLiveTest.shell("mount -t bpf none /mnt; ln -sfn /mnt " + MountPoint.PATH);
    assertThat(KernelCollector.status().isMounted()).as("a link to what could be ours").isFalse();
    assertThatExceptionOfType(EstatsException.class)
        .isThrownBy(KernelCollector::ensureRunning)
        .withMessageContaining("symbolic link");
  }
}
