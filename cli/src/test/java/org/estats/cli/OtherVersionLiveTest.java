package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.estats.linux.KernelCollector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The collector of an older or newer version is recognised, and `enable` replaces it with a word
/// beforehand on what that means.
@ExtendWith(BorrowedCollector.class)
class OtherVersionLiveTest {

  private static final Path MOUNT = Path.of("/run/estats");

  @AfterEach
  void oursAgain() {
    KernelCollector.ensureRunning();
  }

  /// Makes what is loaded look like another version's.
  ///
  /// @param identity the layouts that are shared, those that are kept, and the code; `_` as it is
  private static void becomes(String version, String... identity) throws IOException {
    Path now = MOUNT.resolve(Files.readSymbolicLink(MOUNT.resolve("current")));
    String[] parts = now.getFileName().toString().split("-");
    for (int i = 0; i < identity.length; i++) {
      parts[i + 1] = identity[i].equals("_") ? parts[i + 1] : identity[i];
    }
    Path then = MOUNT.resolve(String.join("-", parts));
    Files.move(now, then);
    Files.delete(MOUNT.resolve("current"));
    Files.createSymbolicLink(MOUNT.resolve("current"), then.getFileName());
    Files.delete(then.resolve("version"));
    Files.createSymbolicLink(then.resolve("version"), Path.of(version));
  }

  private static Object bytesOut(String connection) {
    Map<String, Object> reading =
        Json.objects(Ran.command("get", connection, "--group", "Data", "--json").out()).getFirst();
    return Json.object(Json.object(reading.get("groups")).get("Data")).get("DataBytesOut");
  }

  @Test
  void withTheSameLayoutsCountsGoOn() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      assertThat(Ran.command("enable", pair.clientText()).code()).isZero();
      pair.send(100);
      becomes("99.1", "_", "_", "0000000a");
      assertThat(Ran.command("doctor").out()).contains("Estats 99.1");
      Ran replaced = Ran.command("enable", pair.serverText());
      assertThat(replaced.code()).as(replaced.err()).isZero();
      assertThat(replaced.err()).contains("Estats 99.1", "takes over", "counts go on");
      assertThat(KernelCollector.status().isThisVersion()).isTrue();
      pair.send(11);
      assertThat(bytesOut(pair.clientText())).isEqualTo(111L);
      assertThat(Ran.command("enable", pair.serverText()).err()).doesNotContain("takes over");
    }
  }

  @Test
  void withOtherLayoutsWhatIsLostIsSaidAndNothingIsReadAsIfItWereOurs() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      assertThat(Ran.command("enable", pair.clientText()).code()).isZero();
      assertThat(Ran.command("enable", "--new", "port=1").code()).isZero();
      pair.send(100);
      becomes("0.0.1", "00000001", "00000003", "0000000a");
      for (String command : new String[] {"rules", "closed"}) {
        Ran refused = Ran.command(command);
        assertThat(refused.code()).as(command).isEqualTo(5);
        assertThat(refused.err()).contains("Estats 0.0.1").contains("enable FILTER");
      }
      Ran replaced = Ran.command("enable", pair.serverText());
      assertThat(replaced.code()).as(replaced.err()).isZero();
      assertThat(replaced.err())
          .contains("Estats 0.0.1")
          .contains("what it has counted is lost")
          .contains("1 connection stays on and counts from zero")
          .contains("1 rule kept");
      pair.send(11);
      assertThat(bytesOut(pair.clientText())).isEqualTo(11L);
      assertThat(Ran.command("rules").out()).contains("port=1");
    }
  }
}
