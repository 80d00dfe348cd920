package org.estats.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.estats.server.ChildJvm;
import org.estats.server.LiveMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A writer that is killed, and one whose disk is full: each a process of its own, with real files.
class HistoryFaultsTest {

  private static final int KILLS = Integer.getInteger("estats.history.kills", 4);

  @TempDir private Path folder;

  private static long number(Path file, String sql) {
    return ((Number) Query.run(file, sql).rows().getFirst().getFirst()).longValue();
  }

  @Test
  void aKillLosesAtMostTheIntervalInFlight() throws Exception {
    long seed = Long.getLong("estats.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      Path file = folder.resolve("h" + kill + ".duckdb");
      int offered = killedAfter(file, 3 + random.nextInt(8), random.nextInt(220));
      List<List<Object>> batches =
          Query.run(
                  file,
                  "SELECT date_trunc('minute', taken) AS batch, count(*) FROM samples GROUP BY 1"
                      + " ORDER BY 1")
              .rows();
      String what = "seed " + seed + ", kill " + kill + ", offered " + offered;
      assertThat(batches)
          .as(what + ": nothing but the last interval is lost")
          .hasSizeBetween(offered - 1, offered + 1);
      assertThat(batches)
          .as(what + ": each batch is whole")
          .allMatch(row -> row.get(1).equals((long) Writing.FEW));
    }
  }

  /// @return how many batches were offered a whole interval before it was killed; more than so many
  ///   if it had gone on before this process was told to
  private static int killedAfter(Path file, int batches, int millis) throws Exception {
    Process writer =
        new ProcessBuilder(ChildJvm.command(Writing.class, "until-killed", file.toString()))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = writer.inputReader()) {
      String line = lines.readLine();
      while (line != null && !line.equals("offered " + batches)) {
        line = lines.readLine();
      }
      assertThat(line).as("the writer is at work").isNotNull();
      Thread.sleep(millis);
      writer.toHandle().destroyForcibly(); // which leaves what it said to be read
      writer.waitFor();
      int offered = batches;
      for (line = lines.readLine(); line != null; line = lines.readLine()) {
        offered += line.startsWith("offered ") ? 1 : 0;
      }
      return offered;
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  @Test
  void aFullDiskStopsRecordingWithAnAlarmAndRoomBringsItBack() throws Exception {
    LiveMachine.assumeRoot();
    List<String> said = fillDisk();
    String all = String.join("\n", said);
    assertThat(line(said, "stopped "))
        .as(all)
        .contains("history-stopped", "nothing is recorded", "make room", "No space left on device")
        .doesNotContain("Appender", "catalog", "Failed to commit")
        .contains("isRecording=false");
    assertThat(line(said, "again ")).as(all).isEqualTo("again [] true");
    long counted = Long.parseLong(line(said, "counted ").split(" ")[1]);
    Path file = folder.resolve("kept.duckdb");
    assertThat(number(file, "SELECT count(*) FROM closed"))
        .as("those that ended meanwhile")
        .isEqualTo(3);
    assertThat(
            number(
                file,
                "SELECT sum(Path.PktsRetrans)::BIGINT FROM samples WHERE id NOT IN (SELECT id FROM"
                    + " closed)"))
        .as("what was counted meanwhile is in the rows after it")
        .isEqualTo(counted);
  }

  private static String line(List<String> said, String begin) {
    return said.stream().filter(l -> l.startsWith(begin)).findFirst().orElse("");
  }

  /// Mounts of its own, so that nothing of it is left: 14 MB, of which ballast takes most.
  private List<String> fillDisk() throws IOException, InterruptedException {
    Path disk = folder.resolve("disk");
    String script =
        """
        mkdir -p "$1" && mount -t tmpfs -o size=14m none "$1" &&
        head -c 8000000 /dev/zero >"$1/ballast" || exit 1
        disk=$1 kept=$2; shift 2
        "$@" && cp "$disk/h.duckdb" "$kept"
        """;
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", script, "sh", disk.toString()));
    command.add(folder.resolve("kept.duckdb").toString());
    command.addAll(
        ChildJvm.command(
            Writing.class,
            "full-disk",
            disk.resolve("h.duckdb").toString(),
            disk.resolve("ballast").toString()));
    Process writer = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> said = writer.inputReader().lines().toList();
    assertThat(writer.waitFor()).as(String.join("\n", said)).isZero();
    return said;
  }
}
