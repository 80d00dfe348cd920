package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Where a command is run from, and by whom: no folder, another language.
class SurroundingsTest {

  private static final String MAIN = "org.estats.cli/org.estats.cli.Main";

  /// What is written is read by programs too, and one number is not written in two ways.
  @Test
  void numbersAreWrittenAlikeInEveryLanguage() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      Thread traffic = Thread.ofPlatform().daemon().start(() -> trickle(pair));
      List<String> command =
          new ArrayList<>(Child.command("diagnose", "port=" + pair.port(), "--for", "1s"));
      command.addAll(
          1, List.of("-Duser.language=ar", "-Duser.country=EG", "-Duser.extensions=u-nu-arab"));
      Ran ran = Child.run(new ProcessBuilder(command));
      traffic.interrupt();
      traffic.join();
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.out()).contains("% sure").doesNotContainPattern("[٠-٩]");
    }
  }

  private static void trickle(LoopbackPair pair) {
    try {
      while (true) {
        pair.send(1000);
        Thread.sleep(10);
      }
    } catch (InterruptedException | IOException e) {
      // enough
    }
  }

  @Test
  void aFolderThatIsGoneIsInNobodysWay() throws Exception {
    ProcessBuilder shell =
        new ProcessBuilder(
            "sh",
            "-c",
            "rmdir \"$PWD\" && . \"$LAUNCHER\" && launcher_java --module \"$@\"",
            "sh",
            MAIN,
            "list",
            "--json");
    shell.directory(Files.createTempDirectory("estats-gone").toFile());
    shell.environment().put("LAUNCHER", Path.of("..", "tools", "launcher.sh").toRealPath() + "");
    shell.environment().put("root", "/");
    shell.environment().put("JAVA_HOME", System.getProperty("java.home"));
    shell.environment().put("launcher_jars", absolute(System.getProperty("jdk.module.path")));
    Ran ran = Child.run(shell);
    assertThat(ran.code()).as(ran.err() + ran.out()).isZero();
    assertThat(ran.out()).startsWith("[");
  }

  private static String absolute(String paths) {
    return Stream.of(paths.split(File.pathSeparator))
        .map(path -> Path.of(path).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
