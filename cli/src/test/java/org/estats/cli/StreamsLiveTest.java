package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.estats.linux.KernelCollector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Outputs that are full, closed or gone, and a terminal that goes away.
@ExtendWith(Apart.class)
class StreamsLiveTest {

  private static final int HANGUP = 128 + 1;

  /// The command line as the last words of a line of shell.
  private static ProcessBuilder shell(String line, String... args) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", line, "sh"));
    command.addAll(Child.command(args));
    return new ProcessBuilder(command);
  }

  @Test
  void aFullDiskIsTold() throws Exception {
    for (String command : List.of("list", "doctor", "--version", "help")) {
      Ran ran = Child.run(shell("exec \"$@\" >/dev/full", command));
      assertThat(ran.code()).as(command).isEqualTo(1);
      assertThat(ran.errLines())
          .as(command)
          .contains("estats: cannot write the result: No space left on device");
    }
  }

  @Test
  void anOutputThatCannotBeWrittenIsTold() throws Exception {
    Ran ran = Child.run(shell("exec \"$@\" 1</dev/null", "list"));
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("estats: cannot write the result: Bad file descriptor");
  }

  @Test
  void whoStopsReadingEndsItInSilence() throws Exception {
    assertThat(Child.run(shell("(\"$@\"; echo $? >&2) | true", "list")).err()).isEqualTo("0\n");
  }

  @Test
  void withoutStandardErrorTheResultAndTheCodeAreTheSame() throws Exception {
    assertThat(Child.run(shell("exec \"$@\" 2>&-", "lsit")).code()).isEqualTo(2);
    Ran list = Child.run(shell("exec \"$@\" 2>&-", "list", "--json"));
    assertThat(list.code()).isZero();
    assertThat(list.out()).isEqualTo("[]\n");
    assertThat(Child.run(shell("exec \"$@\" <&- 2>&-", "list", "--json")).out()).isEqualTo("[]\n");
  }

  private static Process begun(String... args) throws Exception {
    // Under nohup the signal would be ignored by all that is started.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP"));
    command.addAll(Child.command(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertThat(process.getInputStream().read()).as("it has begun").isPositive();
    return process;
  }

  private static void hangUp(Process process) throws Exception {
    Child.run(new ProcessBuilder("sh", "-c", "kill -HUP " + process.pid()));
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("it ends").isTrue();
    assertThat(process.exitValue()).isEqualTo(HANGUP);
  }

  @Test
  void aTerminalThatGoesAwayEndsAWatchAndNothingElse() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      assertThat(Child.estats("enable", "port=" + pair.port()).code()).isZero();
      pair.send(1000);
      hangUp(begun("watch", "port=" + pair.port(), "--every", "50ms"));
      Ran got = Child.estats("get", pair.clientText(), "--group", "Data", "--json");
      assertThat(got.out()).contains("\"DataBytesOut\":1000,");
    }
  }

  @Test
  void aTerminalThatGoesAwayDuringADiagnosisLeavesNothingOn() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      hangUp(begun("diagnose", "port=" + pair.port(), "--for", "30s"));
      assertThat(KernelCollector.status().isMounted()).as("what it loaded").isFalse();
    }
  }

  @Test
  void aTerminalThatGoesAwayDuringADemonstrationLeavesNothing() throws Exception {
    LiveMachine.assumeLab();
    hangUp(begun("demo", "blackout"));
    assertThat(KernelCollector.status().isMounted()).as("what it loaded").isFalse();
  }
}
