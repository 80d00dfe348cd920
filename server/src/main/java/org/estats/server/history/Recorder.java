package org.estats.server.history;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.Unit;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Nature;
import org.estats.server.sample.Board;
import org.estats.server.sample.Ended;
import org.estats.server.sample.Line;

/// Chooses what becomes a row, and knows of each connection which was its last: a row tells what
/// was counted since then, so that sums over rows are right whichever rows there are. For one
/// thread.
///
/// A connection has a row when something was counted at it, or its verdict has become another;
/// without that, in one of ten samples, so that it can be told that it was there. When it ends, the
/// rest of its counts has a row too.
final class Recorder {

  /// A connection at which nothing goes on has a row in one of so many samples.
  static final int ROUNDS_AT_REST = 10;

  /// What counts events. Times go on by themselves, so they tell of none.
  private static final int[] EVENTS =
      Catalogue.members().stream()
          .filter(m -> m.kind() == Kind.COUNTER && !isTime(m.unit()))
          .mapToInt(Member::index)
          .toArray();

  private final Map<String, Last> last = new HashMap<>();
  private EarlierRows earlier = EarlierRows.NONE;
  private long round;

  /// The last row of a connection.
  private record Last(Snapshot snapshot, Optional<Nature> nature) {
    static Last of(Line line) {
      return new Last(line.snapshot().orElseThrow(), line.diagnosis().map(Diagnosis::nature));
    }
  }

  private static boolean isTime(Unit unit) {
    return unit == Unit.MILLISECONDS || unit == Unit.MICROSECONDS;
  }

  /// Takes over from earlier runs.
  void after(EarlierRows rows) {
    earlier = rows;
  }

  /// Writes a sample of the connections that are there.
  void samples(Database database, Board board) throws SQLException {
    List<Line> due = new ArrayList<>();
    for (Line line : board.lines()) {
      if (line.snapshot().isPresent() && isDue(line)) {
        due.add(line);
      }
    }
    if (!due.isEmpty()) {
      write(database, due);
    }
    round++;
    due.forEach(line -> last.put(line.identity().id(), Last.of(line)));
    last.keySet().retainAll(board.byId().keySet());
  }

  private boolean isDue(Line line) {
    Last before = last.get(line.identity().id());
    return before == null
        || Math.floorMod(round + line.identity().connection().cookie(), ROUNDS_AT_REST) == 0
        || !before.nature().equals(line.diagnosis().map(Diagnosis::nature))
        || hasCounted(before.snapshot(), line.snapshot().orElseThrow());
  }

  private static boolean hasCounted(Snapshot before, Snapshot now) {
    for (int member : EVENTS) {
      long number = now.raw(member);
      if (number != before.raw(member) && !Absence.isAbsence(number)) {
        return true;
      }
    }
    return false;
  }

  private void write(Database database, List<Line> lines) throws SQLException {
    database.append(
        Schema.SAMPLES,
        out -> {
          for (Line line : lines) {
            RowWriter.sample(out, line, since(line));
          }
        });
  }

  private RowWriter.Since since(Line line) {
    Last before = last.get(line.identity().id());
    if (before != null) {
      return new RowWriter.Since.Row(before.snapshot());
    }
    return earlier.hasPartOf(line) ? new RowWriter.Since.Unknown() : new RowWriter.Since.Begin();
  }

  /// Writes connections that have ended, each with what it counted since its last row.
  void ended(Database database, List<Ended> ended) throws SQLException {
    List<Ended> news = ended.stream().filter(e -> !earlier.has(e)).toList();
    if (news.isEmpty()) {
      return;
    }
    List<Line> rest = news.stream().map(Ended::line).filter(this::hasRest).toList();
    if (!rest.isEmpty()) {
      write(database, rest);
      rest.forEach(line -> last.put(line.identity().id(), Last.of(line))); // should the next fail
    }
    database.appendClosed(news);
    news.forEach(e -> last.remove(e.identity().id()));
  }

  private boolean hasRest(Line line) {
    if (line.identity().connection().cookie() == Connection.UNKNOWN_COOKIE) {
      return false; // nobody could tell whose rest it is
    }
    Last before = last.get(line.identity().id());
    return before == null
        ? !earlier.hasPartOf(line)
        : hasCounted(before.snapshot(), line.snapshot().orElseThrow());
  }
}
