package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.estats.EstatsException;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.KernelCollector.Access;
import org.estats.linux.LinuxSource;
import org.estats.linux.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is wrong with the place where the collector is pinned, or with what loading takes: one line
/// says so, with the command that mends it; nothing is left behind, and nothing counted is lost.
@ExtendWith(Island.class)
class PlaceFaultsLiveTest {

  private static final Path PLACE = Path.of(MountPoint.PATH);
  private static final Set<Switch> DATA = EnumSet.of(Switch.DATA);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private final LinuxSource source = new LinuxSource();

  /// Runs a line of shell, in the mounts of this test.
  static void shell(String line) throws Exception {
    Process process = new ProcessBuilder("sh", "-ec", line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(line + ": " + said).isZero();
  }

  static EstatsException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
    EstatsException e = catchThrowableOfType(EstatsException.class, work);
    assertThat(e).as("it is refused").isNotNull();
    return e;
  }

  private static void assertToldAs(EstatsException e, String message, String remedy) {
    assertThat(e.getMessage()).isEqualTo(message);
    assertThat(e.remedy()).isEqualTo(remedy);
  }

  @Test
  void aFileInTheWayIsNamedAndNothingCountsAsLoaded() throws Exception {
    try (Pair pair = Pair.open()) {
      Files.createFile(PLACE);
      assertToldAs(
          refusal(() -> source.set(pair.clientEnd(), DATA, NONE)),
          "/run/estats is a file, and must be a directory to mount on",
          "remove it: rm /run/estats");
      assertThat(source.get(pair.clientEnd()).on()).as("from tcp_info").isEmpty();
      Files.delete(PLACE);
      Files.createSymbolicLink(PLACE, Path.of("/etc"));
      assertToldAs(
          refusal(KernelCollector::ensureRunning),
          "/run/estats is a symbolic link, which is not followed",
          "find out who made it, and remove it: rm /run/estats");
    }
  }

  @Test
  void aPlainFolderIsMountedOnAndWhatLiesInItIsNotOurs() throws Exception {
    try (Pair pair = Pair.open()) {
      Files.createDirectories(PLACE.resolve("current"));
      for (String pin : new String[] {"get", "set", "all", "on", "closed", "control"}) {
        Files.writeString(PLACE.resolve("current").resolve(pin), "none of ours");
      }
      assertThat(source.get(pair.clientEnd()).on()).as("from tcp_info").isEmpty();
      assertThat(KernelCollector.status().isMounted()).isFalse();
      assertThat(ClosedRecords.open()).isEmpty();
      source.forEach(true, s -> assertThat(s).as("nothing is on").isNull());
      source.set(pair.clientEnd(), DATA, NONE);
      pair.toServer(100);
      assertThat(source.get(pair.clientEnd()).data().dataBytesOut().get()).isEqualTo(100);
      KernelCollector.unload();
      assertThat(PLACE.resolve("current").resolve("get")).hasContent("none of ours");
    }
  }

  /// The list of mounts names ours still; what is at the place is another's.
  @Test
  void aMountThatAnotherCoversIsNotTakenForOurs() throws Exception {
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), DATA, NONE);
      source.close();
      pair.toServer(100);
      int covered = Generation.current().orElseThrow().number();
      shell("mount -t tmpfs none /run");
      assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).contains(" /run/estats ");
      assertThat(KernelCollector.status().isMounted()).isFalse();
      KernelCollector.unload(); // of which there is nothing here
      assertThat(source.get(pair.clientEnd()).on()).as("from tcp_info").isEmpty();
      source.set(pair.clientEnd(), DATA, NONE);
      source.close();
      pair.toServer(10);
      assertThat(source.get(pair.clientEnd()).data().dataBytesOut().get()).isEqualTo(10);
      KernelCollector.unload();
      shell("umount /run");
      assertThat(Generation.current().orElseThrow().number()).isEqualTo(covered);
      assertThat(source.get(pair.clientEnd()).data().dataBytesOut().get()).isEqualTo(110);
      shell("mount -t tmpfs none /run/estats");
      assertThat(KernelCollector.status().isMounted()).isFalse();
      assertThat(KernelCollector.mayLoad()).isTrue();
    }
  }

  /// A shell that was there before, with mounts of its own, neither sees ours nor covers it.
  @Test
  void whoCannotSeeTheMountDoesNotMountOverIt() throws Exception {
    List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c"));
    command.addAll(List.of("echo ready; read line; exec \"$@\"", "private"));
    command.addAll(Island.java(Victim.class, "load-once"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readNBytes("ready\n".length());
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), DATA, NONE);
      process.getOutputStream().write('\n');
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isEqualTo(1);
      assertThat(said).contains("this process has mounts of its own");
      assertThat(LoadingLiveTest.mounts()).as("mounts on /run/estats").hasSize(1);
      pair.toServer(100);
      assertThat(source.get(pair.clientEnd()).data().dataBytesOut().get()).isEqualTo(100);
    }
  }

  /// Nor does it take ours away when it unloads what it has mounted for itself.
  @Test
  void whatIsMountedElsewhereIsNotUnmounted() throws Exception {
    KernelCollector.ensureRunning();
    List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-ec"));
    command.addAll(List.of("mount -t bpf none /run/estats; exec \"$@\"", "private"));
    command.addAll(Island.java(Victim.class, "unload-once"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(KernelCollector.status().generation()).isPresent();
  }

  @Test
  void aReadOnlyParentIsNamed() throws Exception {
    shell("mount -o remount,ro /run");
    assertToldAs(
        refusal(KernelCollector::ensureRunning),
        "cannot make the directory /run/estats: /run is read-only",
        "mount -o remount,rw /run");
    shell("mount -o remount,rw /run");
    KernelCollector.ensureRunning();
  }

  @Test
  void aReadOnlyMountIsNamedAndWhatIsCountedGoesOn() throws Exception {
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), DATA, NONE);
      shell("mount -o remount,ro /run/estats");
      Thread.sleep(10L * ProgramLease.LEASE_MILLIS);
      for (org.assertj.core.api.ThrowableAssert.ThrowingCallable work :
          new org.assertj.core.api.ThrowableAssert.ThrowingCallable[] {
            () -> source.get(pair.clientEnd()),
            () -> source.set(pair.clientEnd(), NONE, DATA),
            KernelCollector::rules,
            KernelCollector::unload
          }) {
        assertToldAs(
            refusal(work), "/run/estats is mounted read-only", "mount -o remount,rw /run/estats");
      }
      pair.toServer(100);
      shell("mount -o remount,rw /run/estats");
      assertThat(source.get(pair.clientEnd()).data().dataBytesOut().get()).isEqualTo(100);
    }
  }

  @Test
  void aKernelWithoutItsTypesIsNamedBeforeAnythingIsMounted() throws Exception {
    shell("mount -t tmpfs none /sys/kernel/btf");
    EstatsException e = refusal(KernelCollector::ensureRunning);
    assertThat(e.kind()).isEqualTo(EstatsException.Kind.NOT_SUPPORTED);
    assertThat(e)
        .hasMessage("this kernel does not describe itself: there is no /sys/kernel/btf/vmlinux");
    assertThat(e.remedy()).contains("CONFIG_DEBUG_INFO_BTF=y");
    assertThat(PLACE).doesNotExist();
  }

  /// Its folder, less the library.
  private static final String HIDE_LIBRARY =
      """
      at=$(dirname "$(ldconfig -p | sed -n 's/.*libbpf.so.1 .*=> //p' | head -n 1)")
      mkdir /run/orig /run/lib; mount --bind "$at" /run/orig
      for f in /run/orig/*; do
        case $f in */libbpf.so*) ;; *) ln -s "$f" /run/lib/ ;; esac
      done
      mount --bind /run/lib "$at"
      """;

  @Test
  void aMissingLibraryIsNamedBeforeAnythingIsMounted() throws Exception {
    shell(HIDE_LIBRARY);
    EstatsException e = refusal(KernelCollector::ensureRunning);
    assertThat(e.kind()).isEqualTo(EstatsException.Kind.NOT_SUPPORTED);
    assertThat(e).hasMessage("libbpf.so.1 is not on this machine");
    assertThat(e.remedy()).startsWith("install it: apt-get install libbpf1");
    assertThat(PLACE).doesNotExist();
  }

  /// One of the name and without what it should have.
  @Test
  void aLibraryThatIsTooOldIsNamedAndTheMountMadeForItIsGone() throws Exception {
    shell(
        HIDE_LIBRARY
            + """
            command -v gcc >/dev/null || exit 0
            echo 'int libbpf_set_print;' >/run/old.c
            gcc -shared -fPIC -Wl,-soname,libbpf.so.1 -o /run/lib/libbpf.so.1 /run/old.c
            """);
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.exists(Path.of("/run/lib/libbpf.so.1")), "needs gcc");
    EstatsException e = refusal(KernelCollector::ensureRunning);
    assertThat(e.kind()).isEqualTo(EstatsException.Kind.NOT_SUPPORTED);
    assertThat(e.getMessage()).startsWith("libbpf.so.1 is too old");
    assertThat(e.remedy()).isEqualTo("install libbpf 1.0 or newer");
    assertThat(PLACE).doesNotExist();
  }

  /// Root in a container that has been given fewer capabilities.
  @Test
  void aMissingCapabilityIsToldAndNothingIsLeftOnTheMount() throws Exception {
    MountPoint.mount();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("setpriv", "--bounding-set", "-bpf,-sys_admin"));
    command.addAll(Island.java(Victim.class, "load-once"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(1);
    assertThat(said)
        .containsAnyOf("CAP_BPF", "the kernel does not let this user load BPF programs");
    assertThat(Generation.all()).isEmpty();
    assertThat(Generation.LOADING).doesNotExist();
    KernelCollector.ensureRunning();
  }

  @Test
  void aFullDiskLeavesWhoMayReadAsItWas() throws Exception {
    KernelCollector.setup(new Access(Optional.of("games"), Optional.empty()));
    shell("mount -t tmpfs -o size=4k none /mnt && cp -a /etc/estats/. /mnt/");
    shell("mount --bind /mnt /etc/estats && ! cat /dev/zero >/etc/estats/full 2>/dev/null");
    EstatsException e =
        refusal(() -> KernelCollector.setup(new Access(Optional.of("mail"), Optional.empty())));
    assertThat(e.kind()).isEqualTo(EstatsException.Kind.FAILED);
    assertThat(e).hasMessageContaining("cannot write /etc/estats/access.properties");
    assertThat(e.remedy()).contains("what stood before still stands");
    assertThat(KernelCollector.access().readers()).contains("games");
  }
}
