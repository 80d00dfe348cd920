package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.estats.linux.KernelCollector;
import org.estats.linux.KernelCollector.Access;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a user without rights gets of the commands that would have more, while root's collector is
/// loaded: what they may see, with a word on what they may not.
@ExtendWith(Apart.class)
class PlainUserLiveTest {

  private static Ran estats(String... args) throws Exception {
    return Child.run(new ProcessBuilder(PlainUser.commandAs(PlainUser.NO_GROUP, args)));
  }

  @Test
  void theDemonstrationOverLoopbackCountsByTcpInfo() throws Exception {
    KernelCollector.ensureRunning();
    Ran played = estats("demo", "small-writes", "paced-sender");
    assertThat(played.code()).as(played.out() + played.err()).isZero();
    assertThat(played.out()).contains("Data.DataSegsOut").doesNotContain("DIFFERS");
    Ran asRoot = Ran.command("demo", "small-writes");
    assertThat(asRoot.code()).as(asRoot.out()).isZero();
  }

  @Test
  void whatTheDemonstrationNeedsIsNamedWithTheCommandsThatWork() throws Exception {
    KernelCollector.ensureRunning();
    for (String[] asked : new String[][] {{"demo", "one-loss"}, {"demo", "--table"}}) {
      Ran refused = estats(asked);
      assertThat(refused.code()).as(refused.err()).isEqualTo(ExitCode.DENIED);
      assertThat(refused.err())
          .contains("CAP_NET_ADMIN and CAP_SYS_ADMIN")
          .contains("try: sudo ")
          .contains("estats " + String.join(" ", asked))
          .contains("or without root, over loopback: ");
    }
  }

  @Test
  void whoMayNotReadIsServedWhatTcpInfoTells() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      assertThat(Ran.command("enable", pair.clientText()).code()).isZero();
      String said =
          serve(
              PlainUser.NO_GROUP,
              url -> {
                String connections = body(url + "api/v1/connections");
                assertThat(connections).contains(pair.clientText()).doesNotContain("\"Path\"");
                assertThat(body(url + "api/v1/health")).contains("\"rules\":null");
              });
      assertThat(said)
          .contains("may neither switch on nor read what is collected")
          .contains("what tcp_info tells")
          .doesNotContain("to switch connections on");
    }
  }

  @Test
  void aReaderIsServedWhatOthersHaveSwitchedOn() throws Exception {
    KernelCollector.setup(new Access(Optional.of(PlainUser.READERS), Optional.empty()));
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      assertThat(Ran.command("enable", "--group", "Path", pair.clientText()).code()).isZero();
      String said =
          serve(
              PlainUser.READERS,
              url ->
                  assertThat(body(url + "api/v1/connections?filter=lport=" + port(pair)))
                      .contains(pair.clientText())
                      .contains("\"on\":[\"Path\"]"));
      assertThat(said).contains("it shows what others have switched on");
    }
  }

  private static int port(LoopbackPair pair) throws IOException {
    return pair.client().socket().getLocalPort();
  }

  /// What is done while the daemon runs.
  private interface Visit {
    void to(String url) throws Exception;
  }

  /// @return what the daemon said
  private static String serve(String group, Visit visit) throws Exception {
    Path said = Files.createTempFile("estats-serve", ".txt");
    Process daemon =
        new ProcessBuilder(PlainUser.commandAs(group, "serve", "--listen", "127.0.0.1:0"))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      String line = "";
      while (line.isEmpty() && daemon.isAlive()) {
        Thread.sleep(50);
        line = serving(said).orElse("");
      }
      assertThat(line).as(Files.readString(said)).isNotEmpty();
      visit.to(line.split(" ")[2]);
      daemon.destroy();
      assertThat(daemon.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return Files.readString(said);
    } finally {
      daemon.destroyForcibly();
      Files.delete(said);
    }
  }

  private static Optional<String> serving(Path said) throws IOException {
    return Files.readString(said)
        .lines()
        .filter(l -> l.startsWith("estats: serving ") && l.contains("until"))
        .findFirst();
  }

  private static String body(String url) throws IOException {
    try (InputStream answer = URI.create(url).toURL().openStream()) { // throws unless it is 200
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
