package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.estats.linux.proc.NetworkNamespace;
import org.junit.jupiter.api.Test;

/// The table, of connections of this process; needs no right.
class ListTest {

  private static final int COLUMNS = 80;

  @Test
  void bothEndsAndTheListenerAreShownListenerLast() throws IOException {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      Ran ran = Ran.command("list", "port=" + pair.port());
      assertThat(ran.code()).isZero();
      // A port that the kernel gives out again may still have an earlier connection in TIME-WAIT.
      List<String> lines =
          ran.outLines().stream().filter(line -> !line.startsWith("TIME-WAIT")).toList();
      assertThat(lines).hasSize(4);
      assertThat(lines.getFirst()).startsWith("STATE").contains("CONNECTION", "OWNER");
      assertThat(ran.out()).contains(pair.clientText() + " ", pair.serverText() + " ");
      assertThat(lines.getLast()).startsWith("LISTEN").contains("127.0.0.1:" + pair.port() + " ");
      assertThat(lines.get(1)).contains(" " + ProcessHandle.current().pid() + " ");
    }
  }

  @Test
  void pipedTextHasNoColourAndATerminalsHas() throws IOException {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      String filter = "port=" + pair.port();
      assertThat(Ran.command("list", filter).out()).doesNotContain("\u001b");
      assertThat(Ran.command(COLUMNS, true, "list", filter).out()).contains("\u001b[");
    }
  }

  @Test
  void onATerminalNoLineIsWiderThanIt() throws IOException {
    try (LoopbackPair pair = LoopbackPair.open("::1")) {
      for (int columns : new int[] {COLUMNS, 60, 120}) {
        Ran ran = Ran.onTerminal(columns, "list", "netns=all", "port=" + pair.port());
        assertThat(ran.code()).isZero();
        assertThat(ran.outLines()).allMatch(line -> line.length() <= columns);
      }
    }
  }

  @Test
  void jsonHoldsTheSameConnections() throws IOException {
    try (LoopbackPair pair = LoopbackPair.open("::1")) {
      Ran ran = Ran.command("list", "--json", "port=" + pair.port());
      List<Map<String, Object>> rows = Json.objects(ran.out());
      assertThat(rows)
          .extracting(row -> row.get("connection"))
          .contains(pair.clientText(), pair.serverText());
      Map<String, Object> client =
          rows.stream()
              .filter(row -> row.get("connection").toString().startsWith("[::1]"))
              .filter(row -> row.get("state").equals("ESTABLISHED"))
              .findFirst()
              .orElseThrow();
      assertThat(client)
          .containsEntry("netns", NetworkNamespace.ownInode())
          .containsEntry("receiveQueueBytes", 0L);
      assertThat(Json.object(client.get("owner")))
          .containsEntry("pid", ProcessHandle.current().pid());
      assertThat(ran.err()).isEmpty();
    }
  }

  @Test
  void termsOnOwnersAndMembersSelect() throws IOException {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      pair.send(10_000);
      String port = "port=" + pair.port();
      String own = "pid=" + ProcessHandle.current().pid();
      assertThat(Ran.command("list", port, own).outLines()).hasSize(4);
      assertThat(Ran.command("list", port, "pid=1").code()).isEqualTo(3);
      assertThat(Ran.command("list", port, "Data.DataBytesOut>9999").outLines()).hasSize(2);
      assertThat(Ran.command("list", port, "Data.DataBytesOut>10000").code()).isEqualTo(3);
    }
  }

  @Test
  void aConnectionInTheTableCanBeAskedForAsItIsPrinted() throws IOException {
    try (LoopbackPair pair = LoopbackPair.open("::1")) {
      String printed =
          Ran.command("list", "lport=" + pair.port(), "state=established")
              .outLines()
              .get(1)
              .split("\\s+")[1];
      assertThat(printed).isEqualTo(pair.serverText());
      assertThat(Ran.command("list", printed).outLines()).hasSize(2);
    }
  }

  @Test
  void whatMatchesButHasNoStatisticsIsSaidToHaveNone() throws IOException {
    try (LoopbackPair pair = LoopbackPair.open("127.0.0.1")) {
      Ran ran = Ran.command("get", "state=listen", "port=" + pair.port());
      assertThat(ran.code()).isEqualTo(3);
      assertThat(ran.err()).contains("has no statistics: 1 in LISTEN");
    }
  }
}
