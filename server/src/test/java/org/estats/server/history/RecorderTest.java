package org.estats.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.estats.catalogue.PathMember;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes a row, in a real file.
class RecorderTest {

  private static final Instant BEGIN = Instant.parse("2026-11-21T00:00:00Z");
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final int CONNECTIONS = 20;

  @TempDir private Path folder;

  private Database open() throws Exception {
    return Database.open(folder.resolve("h.duckdb"));
  }

  private static Instant minute(int number) {
    return BEGIN.plus(EVERY.multipliedBy(number));
  }

  private static Object ask(Database database, String sql) {
    return Query.run(database::another, sql).rows().getFirst().getFirst();
  }

  private static long number(Database database, String sql) {
    return ((Number) ask(database, sql)).longValue();
  }

  private static long again(Database database, InventedCrowd crowd, int i) {
    return number(
        database,
        "SELECT sum(Path.PktsRetrans)::BIGINT FROM samples WHERE id = '" + crowd.id(i) + "'");
  }

  @Test
  void theRowsOfAConnectionAddUpToAllThatItCounted() throws Exception {
    InventedCrowd crowd = new InventedCrowd(CONNECTIONS, BEGIN.minusSeconds(60), 0.3);
    try (Database database = open()) {
      Recorder recorder = new Recorder();
      for (int i = 0; i < 25; i++) {
        recorder.samples(database, crowd.board(minute(i)));
      }
      recorder.ended(database, List.of(crowd.end(3, minute(25)), crowd.end(4, minute(25))));
      for (int i : List.of(3, 4)) {
        long all = crowd.counted(i, PathMember.PKTS_RETRANS);
        assertThat(all).isPositive();
        assertThat(again(database, crowd, i)).isEqualTo(all);
        assertThat(
                number(
                    database,
                    "SELECT Path.PktsRetrans FROM closed WHERE id = '" + crowd.id(i) + "'"))
            .isEqualTo(all);
      }
    }
  }

  @Test
  void numbersArePacked() throws Exception {
    InventedCrowd crowd = new InventedCrowd(3000, BEGIN.minusSeconds(60), 1);
    try (Database database = open()) {
      Recorder recorder = new Recorder();
      recorder.samples(database, crowd.board(minute(0)));
      recorder.samples(database, crowd.board(minute(1)));
      database.execute("CHECKPOINT");
      assertThat(
              number(
                  database,
                  "SELECT count(*) FROM pragma_storage_info('samples')"
                      + " WHERE segment_type = 'UBIGINT' AND compression = 'Uncompressed'"))
          .as("segments of 64-bit numbers as they are")
          .isZero();
    }
  }

  @Test
  void oneThatEndedBetweenTwoSamplesHasARowToo() throws Exception {
    InventedCrowd crowd = new InventedCrowd(CONNECTIONS, BEGIN, 1);
    try (Database database = open()) {
      new Recorder().ended(database, List.of(crowd.end(0, minute(1))));
      assertThat(again(database, crowd, 0)).isEqualTo(crowd.counted(0, PathMember.PKTS_RETRANS));
    }
  }

  @Test
  void whereNothingGoesOnOneSampleInTenIsARow() throws Exception {
    InventedCrowd crowd = new InventedCrowd(CONNECTIONS, BEGIN.minusSeconds(60), 0);
    try (Database database = open()) {
      Recorder recorder = new Recorder();
      int samples = 1 + 2 * Recorder.ROUNDS_AT_REST;
      for (int i = 0; i < samples; i++) {
        recorder.samples(database, crowd.board(minute(i)));
      }
      // The first sample of all, and two of ten each later, at the most.
      assertThat(number(database, "SELECT count(*) FROM samples"))
          .isBetween(2L * CONNECTIONS, 3L * CONNECTIONS);
      assertThat(number(database, "SELECT count(DISTINCT id) FROM samples")).isEqualTo(CONNECTIONS);
    }
  }

  @Test
  void afterARestartNothingIsToldTwice() throws Exception {
    InventedCrowd crowd = new InventedCrowd(CONNECTIONS, BEGIN.minusSeconds(60), 1);
    long before;
    try (Database database = open()) {
      Recorder recorder = new Recorder();
      recorder.samples(database, crowd.board(minute(0)));
      recorder.samples(database, crowd.board(minute(1)));
      recorder.ended(database, List.of(crowd.end(1, minute(1).plusSeconds(5))));
      before = crowd.counted(0, PathMember.PKTS_RETRANS);
    }
    try (Database database = open()) {
      Recorder recorder = new Recorder();
      recorder.after(EarlierRows.of(database, EVERY));
      recorder.samples(database, crowd.board(minute(3)));
      long gap = crowd.counted(0, PathMember.PKTS_RETRANS);
      assertThat(again(database, crowd, 0)).as("the gap is no count").isEqualTo(before);
      recorder.samples(database, crowd.board(minute(4)));
      long after = crowd.counted(0, PathMember.PKTS_RETRANS) - gap;
      assertThat(again(database, crowd, 0)).isEqualTo(before + after);
      assertThat(
              ask(
                  database,
                  "SELECT seconds FROM samples WHERE id = '%s' AND taken = '%s'"
                      .formatted(crowd.id(0), "2026-11-21 00:03:00")))
          .as("how long the gap was is not told either")
          .isNull();
    }
  }

  @Test
  void aRecordThatTheKernelStillHasAfterARestartIsNotWrittenAgain() throws Exception {
    InventedCrowd crowd = new InventedCrowd(CONNECTIONS, BEGIN, 1);
    var ended = crowd.end(0, minute(1));
    try (Database database = open()) {
      new Recorder().ended(database, List.of(ended));
    }
    try (Database database = open()) {
      Recorder recorder = new Recorder();
      recorder.after(EarlierRows.of(database, EVERY));
      recorder.ended(database, List.of(ended));
      assertThat(number(database, "SELECT count(*) FROM closed")).isEqualTo(1);
      assertThat(number(database, "SELECT count(*) FROM samples")).isEqualTo(1);
    }
  }
}
