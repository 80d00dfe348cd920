package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is asked of the program as a whole.
class MainTest {

  private static final List<String> COMMANDS =
      List.of(
          "list", "enable", "disable", "rules", "get", "watch", "doctor", "setup", "unload", "demo",
          "help");

  @Test
  void versionIsOneLine() {
    Ran ran = Ran.command("--version");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).matches("estats \\S+( \\S+)?\n");
  }

  @Test
  void helpNamesEveryCommandAndFitsATerminal() {
    Ran ran = Ran.onTerminal(80, "help");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains(COMMANDS).contains("Exit codes: 0 done");
    assertThat(ran.outLines()).allMatch(line -> line.length() <= 80).hasSizeLessThanOrEqualTo(24);
  }

  @Test
  void everyCommandExplainsItself() {
    for (String command : COMMANDS) {
      Ran asked = Ran.command(command, "--help");
      assertThat(asked.code()).as(command).isZero();
      assertThat(asked.out()).startsWith("Usage: estats " + command);
      assertThat(asked.err()).isEmpty();
      assertThat(Ran.command("help", command).out()).isEqualTo(asked.out());
    }
  }

  @Test
  void aloneItShowsTheTableAndWhatToTryNext() {
    Ran ran = Ran.command();
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).startsWith("STATE");
    assertThat(ran.err()).contains("Try next:", "./estats doctor", "./estats help");
  }

  /// `./estats --help` runs without the daemon's jars, and picocli looks at every method of every
  /// command then.
  @Test
  void helpNeedsNoClassOfTheDaemon() {
    for (Class<?> command : List.of(QueryCommand.class, ServeCommand.class)) {
      for (var method : command.getDeclaredMethods()) {
        Stream.concat(Stream.of(method.getReturnType()), Stream.of(method.getParameterTypes()))
            .forEach(type -> assertThat(type.getName()).doesNotStartWith("org.estats.server"));
      }
    }
  }
}
