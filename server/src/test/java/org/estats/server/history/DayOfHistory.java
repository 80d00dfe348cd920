package org.estats.server.history;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.Owner;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;
import org.estats.server.query.QueryResult;
import org.estats.server.sample.Identity;
import org.estats.server.sample.Line;
import org.estats.server.sample.Rates;

/// Writes a day of connections through the real writer and asks for the worst peers of some hours:
/// `DayOfHistory FILE [CONNECTIONS [MINUTES]]`.
final class DayOfHistory {

  private static final Instant BEGIN = Instant.parse("2026-11-21T00:00:00Z");
  private static final String WORST =
      "SELECT remote, sum(Path.PktsRetrans) AS again, sum(Data.DataBytesOut) AS sent FROM samples"
          + " WHERE taken BETWEEN '2026-11-21 08:00:00' AND '2026-11-21 17:00:00'"
          + " GROUP BY remote ORDER BY again DESC LIMIT 10";

  private final Random random = new Random(42);
  private final Identity[] identities;
  private final Snapshot[] last;

  private DayOfHistory(int connections) throws Exception {
    identities = new Identity[connections];
    last = new Snapshot[connections];
    for (int i = 0; i < connections; i++) {
      byte[] remote = {10, (byte) (i >> 12), (byte) (i >> 4), (byte) (i & 15)};
      Connection c =
          new Connection(
              new Endpoint(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), 443),
              new Endpoint(InetAddress.getByAddress(remote), 30_000 + i % 20_000),
              4026531833L,
              0,
              1000L + i);
      identities[i] =
          new Identity(
              Identity.id(c.cookie()),
              c,
              c.toString(),
              c.local().toString(),
              c.remote().toString());
    }
  }

  static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    int connections = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    int minutes = args.length > 2 ? Integer.parseInt(args[2]) : 24 * 60;
    DayOfHistory day = new DayOfHistory(connections);
    long begin = System.nanoTime();
    try (Database database = Database.open(file)) {
      for (int minute = 0; minute < minutes; minute++) {
        day.write(database, BEGIN.plusSeconds(60L * minute));
      }
      database.execute("CHECKPOINT");
    }
    IO.println(
        "%d rows in %d s, %d MB"
            .formatted(
                (long) connections * minutes,
                (System.nanoTime() - begin) / 1_000_000_000,
                Files.size(file) >> 20));
    for (int i = 0; i < 3; i++) {
      QueryResult result = Query.run(file, WORST);
      IO.println("worst peers: %.0f ms %s".formatted(result.millis(), result.rows().getFirst()));
    }
  }

  private void write(Database database, Instant now) throws Exception {
    database.append(
        Schema.SAMPLES,
        out -> {
          for (int i = 0; i < last.length; i++) {
            Snapshot snapshot = next(i, now);
            RowWriter.sample(out, line(i, snapshot), last[i]);
            last[i] = snapshot;
          }
        });
  }

  private Snapshot next(int i, Instant now) {
    long[] raw = new long[Catalogue.members().size()];
    if (last[i] == null) {
      Arrays.fill(raw, Absence.NO_SAMPLE_YET.code());
    }
    boolean isBusy = random.nextInt(4) == 0;
    for (Member member : Catalogue.members()) {
      long before = last[i] == null ? 0 : Math.max(0, last[i].raw(member));
      raw[member.index()] =
          member.kind() == Kind.COUNTER
              ? before + (isBusy ? random.nextInt(1 << 1 + member.ordinal() % 16) : 0)
              : isBusy ? random.nextInt(1 << 20) : before;
    }
    Map<Switch, Instant> since = new EnumMap<>(Switch.class);
    for (Switch s : Switch.values()) {
      since.put(s, BEGIN.minusSeconds(60));
    }
    Connection c = identities[i].connection();
    return new Snapshot(c, TcpState.ESTABLISHED, now, since, raw);
  }

  private Line line(int i, Snapshot snapshot) {
    return new Line(
        identities[i],
        TcpState.ESTABLISHED,
        33,
        0,
        0,
        0,
        Optional.of(new Owner(4711, "nginx.service", "nginx")),
        Optional.of(snapshot),
        0,
        Optional.empty(),
        Rates.NONE,
        Optional.empty(),
        0);
  }
}
