package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.estats.Absence;
import org.estats.ClosedReader;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.FinalRecord;
import org.estats.Value;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Live;
import org.estats.linux.Pair;
import org.estats.linux.Rules;
import org.estats.linux.collector.Hook;
import org.estats.linux.collector.Rule;
import org.estats.linux.ffi.LibC;
import org.estats.linux.proc.Cgroups;
import org.estats.linux.proc.FreshNetns;
import org.estats.linux.proc.NetworkNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What can be wrong with the sockets, control groups and namespaces that are watched.
@ExtendWith(Island.class)
class HookFaultsLiveTest {

  private static final Set<Switch> DATA = EnumSet.of(Switch.DATA);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final Path OPTION_MEMORY = Path.of("/proc/sys/net/core/optmem_max");
  private static final int PROG_ATTACH = 8;
  private static final int PROG_DETACH = 9;
  private static final int CGROUP_SOCK_OPS = 3;

  private final LinuxSource source = new LinuxSource();

  private static boolean isSockOpsAttached() {
    return KernelCollector.status().hooks().stream()
        .filter(hook -> hook.name().equals(Pin.ON_SOCK_OPS.fileName()))
        .allMatch(Hook::isAttached);
  }

  /// Its FIN unanswered, the client is past ESTABLISHED: there only `sock_ops` sees segments.
  private Value segmentsPastEstablished() throws Exception {
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), DATA, NONE);
      source.close(); // the flag is set by now, where it can be
      pair.client().shutdownOutput();
      Live.await(
          "the FIN", () -> source.get(pair.clientEnd()).state() != org.estats.TcpState.ESTABLISHED);
      return source.get(pair.clientEnd()).data().dataBytesIn();
    }
  }

  @Test
  void withoutControlGroupsWhatGoesByUnseenIsAbsent() throws Exception {
    PlaceFaultsLiveTest.shell("umount -a -t cgroup2");
    KernelCollector.ensureRunning();
    assertThat(isSockOpsAttached()).isFalse();
    assertThat(segmentsPastEstablished()).isEqualTo(new Value.Absent(Absence.UNWATCHED));
  }

  @Test
  void controlGroupsAreFoundWhereverTheyAreMounted() throws Exception {
    PlaceFaultsLiveTest.shell("umount -a -t cgroup2; mkdir /run/cg");
    PlaceFaultsLiveTest.shell("mount -t cgroup2 none /run/cg");
    KernelCollector.ensureRunning();
    assertThat(isSockOpsAttached()).isTrue();
    assertThat(segmentsPastEstablished().isPresent()).isTrue();
  }

  /// As in most containers. What is attached there would watch the connections of that part alone.
  @Test
  void aPartOfTheControlGroupsIsNotTakenForTheWhole() throws Exception {
    PlaceFaultsLiveTest.shell("umount -a -t cgroup2; mkdir /run/whole /run/part");
    PlaceFaultsLiveTest.shell("mount -t cgroup2 none /run/whole");
    Path part = Path.of("/run/whole/estats-test-" + System.nanoTime());
    Files.createDirectory(part);
    try {
      PlaceFaultsLiveTest.shell("mount --bind " + part + " /run/part; umount /run/whole");
      assertThat(Cgroups.root()).as("a part").hasValue(Path.of("/run/part"));
      KernelCollector.ensureRunning();
      assertThat(isSockOpsAttached()).isFalse();
      assertThat(segmentsPastEstablished()).isEqualTo(new Value.Absent(Absence.UNWATCHED));
    } finally {
      PlaceFaultsLiveTest.shell(
          "umount /run/part; mount -t cgroup2 none /run/whole; rmdir " + part);
    }
  }

  /// Another program that does not let a second one in, in a control group of this test: alone in
  /// that of all, it would keep out every collector of the machine.
  @Test
  void aProgramThatIsThereAloneKeepsOursOutAndNothingFails() throws Exception {
    KernelCollector.ensureRunning();
    Path root = Cgroups.root().orElseThrow();
    Path group = root.resolve("estats-test-" + System.nanoTime());
    Files.createDirectory(group);
    Generation ours = Generation.current().orElseThrow();
    int program = Bpf.get(ours.directory().resolve(Pin.ON_SOCK_OPS.fileName()).toString());
    int cgroup = LibC.open(group.toString(), LibC.O_RDONLY | LibC.O_DIRECTORY);
    try {
      attachAlone(PROG_ATTACH, cgroup, program);
      assertThat(Hooks.attachTo(group, program, "attach")).as("beside it").isNegative();
      attachAlone(PROG_DETACH, cgroup, program);
      int link = Hooks.attachTo(group, program, "attach");
      assertThat(link).as("once it has gone").isPositive();
      LibC.close(link);
    } finally {
      LibC.close(cgroup);
      LibC.close(program);
      Files.delete(group);
    }
  }

  private static void attachAlone(int command, int cgroup, int program) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = arena.allocate(96, 8);
      attribute.set(ValueLayout.JAVA_INT, 0, cgroup);
      attribute.set(ValueLayout.JAVA_INT, 4, program);
      attribute.set(ValueLayout.JAVA_INT, 8, CGROUP_SOCK_OPS);
      LibC.bpf(command, attribute, "attach a program alone");
    }
  }

  @Test
  void aSocketWithoutOptionMemoryIsNamedAndARuleCountsIt() throws Throwable {
    FreshNetns.run(() -> {
      Rule rule = KernelCollector.addRule(Rules.forAllHere());
      Files.writeString(OPTION_MEMORY, "512");
      try (Pair pair = Pair.open()) {
        EstatsException e =
            PlaceFaultsLiveTest.refusal(() -> source.set(pair.clientEnd(), DATA, NONE));
        assertThat(e).hasMessage(pair.clientEnd() + ": the socket's option memory is used up");
        assertThat(e.remedy()).isEqualTo("raise it: sysctl -w net.core.optmem_max=131072");
        assertThat(source.get(pair.clientEnd()).on()).isEmpty();
        Rule refused = KernelCollector.rules().getFirst();
        assertThat(refused.refused()).as("both ends").isEqualTo(2);
        assertThat(refused.matched()).isZero();
        Files.writeString(OPTION_MEMORY, "131072");
        source.set(pair.clientEnd(), DATA, NONE);
        try (Pair later = Pair.open()) {
          assertThat(source.get(later.clientEnd()).on()).isNotEmpty();
        }
        assertThat(KernelCollector.rules().getFirst().matched()).isEqualTo(2);
        assertThat(KernelCollector.rules().getFirst().refused()).isEqualTo(2);
      } finally {
        KernelCollector.removeRule(rule.id());
      }
    });
  }

  /// A container's clock since boot may be shifted; records are of the machine's.
  @Test
  void aTimeNamespaceDoesNotShiftWhenARecordWasMade() throws Exception {
    KernelCollector.ensureRunning();
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), DATA, NONE);
    }
    List<String> command =
        new ArrayList<>(List.of("unshare", "--time", "--boottime", "864000", "--fork"));
    command.addAll(Island.java(Victim.class, "ended"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    org.junit.jupiter.api.Assumptions.assumeFalse(
        said.contains("unshare failed"), "no time namespaces here: " + said);
    assertThat(process.waitFor()).as(said).isZero();
    Duration ago = Duration.between(Instant.parse(said.strip()), Instant.now());
    assertThat(ago).isBetween(Duration.ZERO, Duration.ofMinutes(1));
  }

  /// Its connections end with it and leave their records; whoever asks for it is told.
  @Test
  void aNamespaceThatVanishesTakesNothingWithIt() throws Throwable {
    KernelCollector.ensureRunning();
    long[] netns = new long[1];
    Connection[] gone = new Connection[1];
    try (ClosedReader ended = source.closed()) {
      FreshNetns.run(() -> {
        netns[0] = NetworkNamespace.ownInode();
        try (Pair pair = Pair.open()) {
          Connection end = pair.clientEnd();
          gone[0] = new Connection(end.local(), end.remote(), netns[0], 0, 0);
          source.set(end, DATA, NONE);
          pair.toServer(100);
        }
      });
      Live.await("it to vanish", () -> !isThere(netns[0]));
      FinalRecord last = ended.next().orElseThrow();
      assertThat(last.last().connection().netns()).isEqualTo(netns[0]);
      assertThat(last.last().data().dataBytesOut().get()).isEqualTo(100);
    }
    EstatsException e = PlaceFaultsLiveTest.refusal(() -> source.get(gone[0]));
    assertThat(e.kind()).isEqualTo(EstatsException.Kind.NOT_FOUND);
    assertThat(e).hasMessage("no network namespace " + netns[0]);
    assertThat(KernelCollector.unload()).as("namespaces that were to be entered").isEmpty();
  }

  private static boolean isThere(long netns) {
    try {
      LinuxSource.in(netns, () -> null);
      return true;
    } catch (EstatsException e) {
      return false;
    }
  }
}
