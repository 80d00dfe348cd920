package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `top` where there is no terminal; needs no right.
class TopTest {

  @Test
  void withoutATerminalItWritesTheFirstRowsAndTheVerdictOnTheWorst() throws IOException {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      Ran ran = Ran.command("top", "port=" + pair.port(), "--every", "50ms");
      assertThat(ran.code()).isZero();
      assertThat(ran.out()).doesNotContain("\u001b");
      assertThat(ran.outLines().getFirst()).startsWith("CONNECTION").contains("VERDICT");
      assertThat(ran.out()).contains(pair.clientText() + " ", pair.serverText() + " ", "idle");
      assertThat(ran.outLines().getLast()).contains(": idle (");
    }
  }

  @Test
  void jsonAndCsvHoldTheSameConnections() throws IOException {
    try (LoopbackPair pair = LoopbackPair.open("::1")) {
      String filter = "port=" + pair.port();
      List<Map<String, Object>> rows =
          Json.objects(Ran.command("top", "--json", "--every", "50ms", filter).out());
      assertThat(rows)
          .extracting(row -> row.get("connection"))
          .containsExactlyInAnyOrder(pair.clientText(), pair.serverText());
      assertThat(rows).allMatch(row -> row.get("nature").equals("idle"));
      Ran csv = Ran.command("top", "--csv", "--rows", "1", "--every", "50ms", filter);
      assertThat(csv.outLines()).hasSize(2);
      assertThat(csv.outLines().getFirst().split(","))
          .hasSameSizeAs(csv.outLines().getLast().split(","));
    }
  }

  @Test
  void whatMakesNoSenseIsBadUsageAndNothingToShowIsNotFound() {
    assertThat(Ran.command("top", "--once", "--sort", "colour").code()).isEqualTo(ExitCode.USAGE);
    assertThat(Ran.command("top", "--once", "--rows", "-1").code()).isEqualTo(ExitCode.USAGE);
    assertThat(Ran.command("top", "--json", "--csv").code()).isEqualTo(ExitCode.USAGE);
    assertThat(Ran.command("top", "--once", "--every", "20ms", "port=1").code())
        .isEqualTo(ExitCode.NOT_FOUND);
  }
}
