package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Live;
import org.estats.linux.Pair;
import org.estats.linux.bpf.ControlWord.Field;
import org.estats.linux.collector.CollectorStatus;
import org.estats.linux.collector.Hook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What loading brings into the kernel, and that unloading takes all of it out again.
@ExtendWith(Island.class)
class LoadingLiveTest {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final Path PLACE = Path.of(MountPoint.PATH);

  private final LinuxSource source = new LinuxSource();

  static List<String> mounts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(line -> line.split(" ")[4].equals(MountPoint.PATH))
        .toList();
  }

  @Test
  void whatIsSwitchedOnLoadsTheCollector() throws Exception {
    assertThat(KernelCollector.status())
        .isEqualTo(
            new CollectorStatus(false, java.util.Optional.empty(), false, List.of(), List.of()));
    assertThat(source.name()).isEqualTo("sock_diag");
    try (Pair pair = Pair.open()) {
      assertThat(source.get(pair.clientEnd()).on()).as("from tcp_info").isEmpty();
      source.set(pair.clientEnd(), ALL, NONE);
      pair.toServer(1000);
      assertThat(source.get(pair.clientEnd()).data().dataBytesOut().get()).isEqualTo(1000);
    }
    CollectorStatus status = KernelCollector.status();
    assertThat(status.isMounted()).isTrue();
    assertThat(status.generation()).contains(1);
    assertThat(status.isThisVersion()).isTrue();
    assertThat(status.leftovers()).isEmpty();
    assertThat(status.hooks()).hasSize(5).allMatch(Hook::isAttached);
    assertThat(source.name()).isEqualTo("bpf");
    assertThat(mounts()).hasSize(1);
  }

  @Test
  void whoLoadsWithATightUmaskDoesNotShutReadersOut() throws Exception {
    Unprivileged.umask(0077);
    KernelCollector.ensureRunning();
    int readers = Unprivileged.letReadersRead();
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), ALL, NONE);
      assertThat(Unprivileged.as(readers, () -> source.get(pair.clientEnd())).on()).isEqualTo(ALL);
    }
  }

  @Test
  void unloadLeavesNothingBehind() throws Exception {
    KernelCollector.ensureRunning();
    KernelObjects ours = KernelObjects.of(Generation.current().orElseThrow());
    assertThat(ours.programs()).hasSizeGreaterThanOrEqualTo(9);
    assertThat(ours.thatAreStillThere()).isNotEmpty();
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), ALL, NONE);
      pair.traffic();
      source.get(pair.clientEnd());
      source.forEach(true, s -> assertThat(s.on()).isEqualTo(ALL));
      assertThat(KernelCollector.unload()).isEmpty();
      assertThat(mounts()).isEmpty();
      assertThat(PLACE).doesNotExist();
      // Maps and links are freed by the kernel a moment after their last user has gone.
      Live.await(
          "the kernel to let go of " + ours.thatAreStillThere(),
          () -> ours.thatAreStillThere().isEmpty());
      assertThat(source.get(pair.clientEnd()).on()).as("from tcp_info").isEmpty();
    }
    source.close();
    assertThat(KernelCollector.status().isMounted()).as("nothing loads it again").isFalse();
    assertThat(KernelCollector.unload()).as("once more").isEmpty();
  }

  @Test
  void unloadTakesTheFlagOffSocketsThatStayOpen() throws Exception {
    try (Pair pair = Pair.open();
        Pair closing = Pair.open()) {
      source.set(pair.clientEnd(), ALL, NONE);
      source.set(closing.clientEnd(), ALL, NONE);
      source.close();
      closing.client().shutdownOutput();
      for (Connection end : new Connection[] {pair.clientEnd(), closing.clientEnd()}) {
        assertThat(isFlagged(end)).as("the flag").isTrue();
      }
      KernelCollector.unload();
      KernelCollector.ensureRunning();
      for (Connection end : new Connection[] {pair.clientEnd(), closing.clientEnd()}) {
        assertThat(isFlagged(end)).as("the flag").isFalse();
        assertThat(source.get(end).on()).isEmpty();
      }
      assertThat(Collector.control(Generation.current().orElseThrow()))
          .isEqualTo(
              ControlWord.blank()
                  .with(Field.GENERATION, 1)
                  .with(Field.ATTACHED, true)
                  .with(Field.CALLBACK_ATTACHED, true));
      source.set(pair.clientEnd(), ALL, NONE);
      pair.traffic();
      assertThat(source.get(pair.clientEnd()).data().segsIn().get()).isPositive();
    }
    source.close();
  }

  /// Whether the flag is on a socket by which states other than ESTABLISHED are watched.
  static boolean isFlagged(Connection end) {
    return field(end, KernelObject.shipped().types().offsetOf("estats_record", "watched")) != 0;
  }

  private static int field(Connection end, int offset) {
    GetProgram program = GetProgram.ofThread();
    Live.await("a moment", () -> program.read(end) == Result.DONE);
    return program.record().get(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, offset);
  }

  @Test
  void theFlagGoesWithTheLastSwitch() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      source.set(end, ALL, NONE);
      source.close();
      source.set(end, NONE, Set.of(Switch.DATA));
      source.close();
      assertThat(isFlagged(end)).isTrue();
      source.set(end, NONE, ALL);
      source.close();
      assertThat(isFlagged(end)).isFalse();
      int[] elements = new int[1];
      Iteration.forEach(Pin.ON, Choice.IDENTITY, r -> elements[0]++);
      assertThat(elements[0]).as("elements left").isZero();
    }
  }

  @Test
  void hooksAreTakenOffWhenNothingIsOnAndComeBackWithTheNextSet() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      source.set(end, ALL, NONE);
      assertThat(KernelCollector.detachIfIdle()).isFalse();
      assertThat(KernelCollector.status().hooks()).allMatch(Hook::isAttached);
      source.set(end, NONE, ALL);
      assertThat(KernelCollector.detachIfIdle()).isTrue();
      assertThat(KernelCollector.status().hooks()).noneMatch(Hook::isAttached);
      assertThat(source.get(end).state()).isEqualTo(TcpState.ESTABLISHED);
      source.set(end, ALL, NONE);
      assertThat(KernelCollector.status().hooks()).allMatch(Hook::isAttached);
      pair.traffic();
      Snapshot s = source.get(end);
      assertThat(s.data().dataBytesIn()).isEqualTo(s.data().thruBytesReceived());
      assertThat(s.data().dataBytesIn().get()).isPositive();
    }
    source.close();
  }

  /// As under systemd's private mounts: what is mounted outside is seen inside.
  @Test
  void underMountsThatFollowThoseOfPidOneItIsLoadedThere() throws Exception {
    run(List.of("mount", "--make-rshared", "/"), 0);
    run(inMounts("slave"), 0);
    assertThat(mounts()).hasSize(1);
    assertThat(KernelCollector.status().hooks()).hasSize(5).allMatch(Hook::isAttached);
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), ALL, NONE);
      assertThat(source.get(pair.clientEnd()).on()).isEqualTo(ALL);
    }
    source.close();
  }

  /// As under `unshare --mount` or `ip netns exec`: a mount made in there would vanish with the
  /// process, one made outside cannot be seen.
  @Test
  void underMountsThatAreCutOffItIsRefusedAndNothingIsChanged() throws Exception {
    KernelCollector.unload();
    String said = run(inMounts("private"), 1);
    assertThat(said).contains("mounts");
    assertThat(mounts()).isEmpty();
  }

  private static List<String> inMounts(String propagation) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("unshare", "--mount", "--propagation", propagation));
    command.addAll(Island.java(Victim.class, "load-once"));
    return command;
  }

  private static String run(List<String> command, int result) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(result);
    return said;
  }
}
