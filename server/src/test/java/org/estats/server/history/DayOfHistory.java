package org.estats.server.history;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.estats.server.query.QueryResult;

/// Writes a day of connections through the real writer and asks for the worst peers of some hours:
/// `DayOfHistory FILE [CONNECTIONS [MINUTES [ACTIVITY]]]`, where the activity is the chance that
/// something goes on at a connection within a minute, 0.25 unless told.
final class DayOfHistory {

  private static final Instant BEGIN = Instant.parse("2026-11-21T00:00:00Z");
  private static final String WORST =
      "SELECT remote, sum(Path.PktsRetrans) AS again, sum(Data.DataBytesOut) AS sent FROM samples"
          + " WHERE taken BETWEEN '2026-11-21 %s' AND '2026-11-21 %s'"
          + " GROUP BY remote ORDER BY again DESC LIMIT 10";

  private DayOfHistory() {}

  static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    int connections = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    int minutes = args.length > 2 ? Integer.parseInt(args[2]) : 24 * 60;
    double activity = args.length > 3 ? Double.parseDouble(args[3]) : 0.25;
    InventedCrowd crowd = new InventedCrowd(connections, BEGIN.minusSeconds(60), activity);
    Recorder recorder = new Recorder();
    long begin = System.nanoTime();
    long writing = 0;
    try (Database database = Database.open(file)) {
      for (int minute = 0; minute < minutes; minute++) {
        var board = crowd.board(BEGIN.plusSeconds(60L * minute));
        long before = System.nanoTime();
        recorder.samples(database, board);
        writing += System.nanoTime() - before;
      }
      database.execute("CHECKPOINT");
      IO.println(
          "%d MB used, %d ms a batch"
              .formatted(database.usedBytes() / 1_000_000, writing / 1_000_000 / minutes));
    }
    QueryResult count = Query.run(file, "SELECT count(*) FROM samples");
    IO.println(
        "%s rows in %d s, %d MB on disk"
            .formatted(
                count.rows().getFirst().getFirst(),
                (System.nanoTime() - begin) / 1_000_000_000,
                Files.size(file) / 1_000_000));
    for (String[] hours :
        new String[][] {{"08:00:00", "17:00:00"}, {"00:00:00", "23:59:59"}, {"12:00", "12:30"}}) {
      QueryResult result = Query.run(file, WORST.formatted(hours[0], hours[1]));
      IO.println(
          "worst peers from %s to %s: %.0f ms %s"
              .formatted(
                  hours[0],
                  hours[1],
                  result.millis(),
                  result.rows().stream().findFirst().orElse(java.util.List.of())));
    }
  }
}
