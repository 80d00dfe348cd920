package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.estats.linux.KernelCollector;
import org.estats.linux.KernelCollector.Access;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A container into which the host's `/run/estats` is bind-mounted: a reader there sees what the
/// host has switched on, of the container's own connections, and can change nothing.
@ExtendWith(Apart.class)
class SharedMountLiveTest {

  /// `$1` makes a connection and says which, `$2` is the command line; what a test does follows.
  private static final String CONTAINER =
      """
      set -e
      ip link set lo up
      mount -t tmpfs tmpfs /media
      mkdir /media/estats
      mount --bind /run/estats /media/estats
      mount -t tmpfs tmpfs /run
      mkdir /run/estats
      mount --bind /media/estats /run/estats
      mkfifo /run/said /run/over
      $1 </run/over >/run/said &
      exec 3>/run/over
      read -r connection </run/said
      estats=$2
      run() { $as $estats "$@" || echo "exit $?"; }
      """;

  private static final String READ =
      """
      run get "$connection" --group Data --json
      run list "$connection"
      run enable "$connection"
      run disable "$connection"
      run doctor
      run unload
      run get "$connection" --group Data --json
      exec 3>&-
      wait
      run closed --json
      """;

  /// A connection within one process; holds it until its input ends.
  static final class Holder {

    private Holder() {}

    static void main(String[] arguments) throws Exception {
      try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
        pair.send(1234);
        System.out.println(pair.clientText());
        System.in.readAllBytes();
      }
    }
  }

  private static String inContainer(List<String> outside, String as) throws Exception {
    KernelCollector.setup(new Access(Optional.of(PlainUser.READERS), Optional.empty()));
    // Room for what ends elsewhere on the machine meanwhile: the rule is for all namespaces.
    Ran rule = Ran.command("enable", "--new", "--group", "Data", "netns=all", "--keep", "131072");
    assertThat(rule.code()).as(rule.err()).isZero();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(outside);
    command.addAll(List.of("sh", "-c", CONTAINER + "as='" + as + "'\n" + READ, "container"));
    command.add(
        String.join(
            " ",
            java,
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            classPath(),
            Holder.class.getName()));
    command.add(String.join(" ", PlainUser.command()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return said;
  }

  /// Where such a user can read the classes of this test, too.
  private static String classPath() throws Exception {
    List<String> modules = PlainUser.command();
    String tests = Path.of(SharedMountLiveTest.class.getResource("/").toURI()).toString();
    return tests + ":" + modules.get(1 + modules.indexOf("--module-path"));
  }

  private static void assertReadsAndChangesNothing(String said) {
    assertThat(said)
        .as("switched on by the host's rule, read there, and after all that was tried")
        .containsPattern("(?s)\"DataBytesOut\":1234.*\"DataBytesOut\":1234")
        .contains("this user may not switch TCP statistics on or off")
        .contains("may read what is collected and not load the collector")
        .contains("1 of 3, the full collector")
        .contains("this user may not unload the collector")
        .contains("\"how\":\"FIN\"")
        .doesNotContain("exit 1\n");
    assertThat(KernelCollector.status().generation()).contains(1);
    assertThat(KernelCollector.rules()).hasSize(1);
  }

  @Test
  void aReaderInAContainerSeesWhatTheHostHasSwitchedOn() throws Exception {
    assertReadsAndChangesNothing(
        inContainer(
            List.of(
                "unshare",
                "--mount",
                "--pid",
                "--net",
                "--ipc",
                "--uts",
                "--cgroup",
                "--fork",
                "--kill-child",
                "--mount-proc"),
            String.join(" ", PlainUser.as(PlainUser.READERS))));
  }

  /// Its root is a user of the host's who is in the readers' group.
  @Test
  void soDoesTheRootOfAContainerWithUsersOfItsOwn() throws Exception {
    List<String> outside = new ArrayList<>(PlainUser.as(PlainUser.READERS));
    outside.addAll(
        List.of(
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "--pid",
            "--net",
            "--fork",
            "--kill-child",
            "--mount-proc"));
    assertReadsAndChangesNothing(inContainer(outside, ""));
  }
}
