package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What works in a container: namespaces of every kind, a `/run` and a `/proc` of its own, a part
/// of the control groups, and three capabilities.
class ContainerLiveTest {

  /// `$1` says what is mounted on /run/estats, `$2` how the command line is run; the rest of the
  /// lines is what a test does.
  private static final String CONTAINER =
      """
      set -e
      mount -t proc proc /proc
      ip link set lo up
      while mountpoint -q /run/estats; do umount --lazy /run/estats; done
      mount -t tmpfs tmpfs /run
      mkdir /run/cgroup /run/estats /run/empty
      [ ! -d /etc/estats ] || mount --bind /run/empty /etc/estats
      mount -t cgroup2 none /run/cgroup
      if [ "$1" = bpf ]; then mount -t bpf -o mode=0755 none /run/estats; fi
      caps=+bpf,+perfmon,+net_admin
      run() { setpriv --inh-caps=-all,$caps --ambient-caps=-all,$caps \
        --bounding-set=-all,$caps $command "$@" || echo "exit $?"; }
      command=$2
      """;

  @BeforeAll
  static void needsTheCollector() {
    LiveMachine.assumeCollector();
  }

  private static String inContainer(String mount, String script) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("unshare", "--mount", "--pid", "--net", "--cgroup", "--uts", "--fork"));
    command.addAll(List.of("--kill-child", "sh", "-c", CONTAINER + script, "container", mount));
    command.add(Child.command().stream().collect(Collectors.joining(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return said;
  }

  @Test
  void withAMountAndThreeCapabilitiesItLoadsReadsAndUnloads() throws Exception {
    String said =
        inContainer(
            "bpf",
            """
            run doctor
            run enable --new port=5000
            run rules
            run unload
            run doctor
            """);
    assertThat(said)
        .contains("may load the collector")
        .contains("rule 1 switches on")
        .contains("port=5000 netns=")
        .contains("removed from the kernel")
        .doesNotContain("exit ");
  }

  @Test
  void withoutTheMountItSaysWhichIsNeeded() throws Exception {
    String said = inContainer("nothing", "run enable --new port=5000; run doctor");
    assertThat(said)
        .contains("cannot mount a bpf file system on /run/estats")
        .contains("mount -t bpf -o mode=0755 none /run/estats")
        .contains("exit 4")
        .contains("3 of 3, sock_diag only")
        .contains("exit 5");
  }

  @Test
  void withoutACapabilityItNamesIt() throws Exception {
    String said = inContainer("bpf", "caps=+bpf,+net_admin; run enable --new port=5000");
    assertThat(said).contains("it lacks CAP_PERFMON").contains("exit 4");
  }
}
