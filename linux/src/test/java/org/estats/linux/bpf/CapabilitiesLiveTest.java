package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Pair;
import org.estats.linux.collector.Hook;
import org.estats.linux.ffi.LibC;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Loading without being root: with three capabilities, on a mount that root has made.
@ExtendWith(Island.class)
class CapabilitiesLiveTest {

  private static final int USER = 65_534;
  private static final Path PLACE = Path.of(MountPoint.PATH);
  private static final List<String> THREE = List.of("bpf", "perfmon", "net_admin");
  private static final Set<Switch> DATA = EnumSet.of(Switch.DATA);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private static void mount(String options) throws Exception {
    Files.createDirectory(PLACE);
    LibC.mount("bpf", MountPoint.PATH, LibC.MS_NOSUID, options);
  }

  /// Loads in a process of a user who has these capabilities alone.
  ///
  /// @return its exit code and what it said
  private static String load(List<String> capabilities) throws Exception {
    Assumptions.assumeTrue(othersCanReadTheClasses(), "needs a checkout that others may read");
    StringBuilder set = new StringBuilder("-all");
    capabilities.forEach(c -> set.append(",+").append(c));
    List<String> command = new ArrayList<>(List.of("setpriv", "--reuid", "" + USER));
    command.addAll(List.of("--regid", "" + USER, "--clear-groups", "--inh-caps=" + set));
    command.addAll(List.of("--ambient-caps=" + set, "--bounding-set=" + set));
    command.addAll(Island.java(Victim.class, "load-once"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + said;
  }

  private static boolean othersCanReadTheClasses() throws Exception {
    return new ProcessBuilder(
                Stream.concat(
                        Stream.of("setpriv", "--reuid", "" + USER, "--clear-groups"),
                        Island.java(Victim.class, "nothing").stream())
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Test
  void withTheThreeItIsLoadedAndCountsForRootToo() throws Exception {
    mount("mode=0755");
    Files.setAttribute(PLACE, "unix:uid", USER);
    assertThat(load(THREE)).startsWith("0 ");
    assertThat(KernelCollector.status().hooks()).hasSize(5).allMatch(Hook::isAttached);
    assertThat(Files.getAttribute(Path.of(Generation.CURRENT).toRealPath(), "unix:uid"))
        .isEqualTo(USER);
    LinuxSource source = new LinuxSource();
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), DATA, NONE);
      pair.toServer(100);
      assertThat(source.get(pair.clientEnd()).data().dataBytesOut().get()).isEqualTo(100);
    }
    source.close();
  }

  @Test
  void onAMountWithoutAModeTheLoaderTrustsItselfAndNobodyElseDoes() throws Exception {
    mount("");
    assertThat(load(THREE)).startsWith("0 ");
    assertThat(load(THREE)).as("once more").startsWith("0 ");
    assertThat(KernelCollector.distrusted())
        .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("belongs to user 65534"));
  }

  @Test
  void theOneThatIsMissingIsNamed() throws Exception {
    mount("mode=0755");
    Files.setAttribute(PLACE, "unix:uid", USER);
    for (String missing : THREE) {
      List<String> others = THREE.stream().filter(c -> !c.equals(missing)).toList();
      assertThat(load(others))
          .startsWith("1 ")
          .contains("it lacks CAP_" + missing.toUpperCase(java.util.Locale.ROOT));
      assertThat(KernelCollector.status().generation()).as("without " + missing).isEmpty();
      assertThat(KernelCollector.status().leftovers()).as("without " + missing).isEmpty();
    }
  }

  @Test
  void aMountOfRootsIsNamedWithTheRemedy() throws Exception {
    mount("mode=0755");
    assertThat(load(THREE)).startsWith("1 ").contains("not write in /run/estats");
  }
}
