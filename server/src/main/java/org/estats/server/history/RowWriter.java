package org.estats.server.history;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBAppender;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.ConnectionText;
import org.estats.Owner;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.Value;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.Unit;
import org.estats.diagnosis.Diagnosis;
import org.estats.server.sample.Ended;
import org.estats.server.sample.Identity;
import org.estats.server.sample.Line;

/// Writes rows in the order of [Schema].
final class RowWriter {

  private RowWriter() {}

  /// A connection that has ended.
  static void closed(DuckDBAppender out, Ended ended) throws SQLException {
    Snapshot last = ended.last().last();
    Optional<Instant> since =
        last.on().stream().flatMap(s -> last.since(s).stream()).min(Instant::compareTo);
    out.beginRow();
    time(out, Optional.of(ended.last().ended()));
    time(out, since);
    seconds(out, since, ended.last().ended());
    out.append(ended.last().how().toString());
    ends(out, ended.identity(), last.state(), ended.last().uid());
    known(out, ended.owner(), ended.diagnosis());
    members(out, last, new Since.Begin());
    out.endRow();
  }

  /// Since when a row tells what was counted.
  sealed interface Since {

    /// Since the row before.
    record Row(Snapshot snapshot) implements Since {}

    /// Since counting began: this is the first row.
    record Begin() implements Since {}

    /// Since a row of an earlier run, whose counts nobody has any more.
    record Unknown() implements Since {}
  }

  /// A connection that is there, or its rest.
  static void sample(DuckDBAppender out, Line line, Since before) throws SQLException {
    Snapshot now = line.snapshot().orElseThrow();
    Optional<Instant> from =
        switch (before) {
          case Since.Row(Snapshot row) -> Optional.of(row.taken());
          case Since.Begin() -> line.since();
          case Since.Unknown() -> Optional.empty();
        };
    out.beginRow();
    time(out, Optional.of(now.taken()));
    time(out, line.since());
    seconds(out, from, now.taken());
    ends(out, line.identity(), line.state(), line.uid());
    known(out, line.owner(), line.diagnosis());
    members(out, now, before);
    out.endRow();
  }

  private static void time(DuckDBAppender out, Optional<Instant> moment) throws SQLException {
    if (moment.isEmpty()) {
      out.appendNull();
    } else {
      Instant m = moment.get();
      out.appendEpochMicros(
          TimeUnit.SECONDS.toMicros(m.getEpochSecond())
              + TimeUnit.NANOSECONDS.toMicros(m.getNano()));
    }
  }

  private static void seconds(DuckDBAppender out, Optional<Instant> from, Instant to)
      throws SQLException {
    if (from.isEmpty()) {
      out.appendNull();
    } else {
      out.append(Duration.between(from.get(), to).toNanos() / 1e9);
    }
  }

  private static void ends(DuckDBAppender out, Identity identity, TcpState state, int uid)
      throws SQLException {
    Connection connection = identity.connection();
    boolean isNamed = connection.cookie() != Connection.UNKNOWN_COOKIE;
    text(out, isNamed ? identity.id() : null);
    out.append(identity.text());
    out.append(ConnectionText.of(connection.local().address()));
    out.append((short) connection.local().port());
    out.append(ConnectionText.of(connection.remote().address()));
    out.append((short) connection.remote().port());
    out.append(connection.netns());
    out.append(state.toString());
    out.append(uid);
  }

  private static void known(
      DuckDBAppender out, Optional<Owner> owner, Optional<Diagnosis> diagnosis)
      throws SQLException {
    if (owner.isEmpty()) {
      out.appendNull();
    } else {
      out.append(owner.get().pid());
    }
    text(out, owner.map(Owner::process).orElse(null));
    text(out, owner.map(Owner::name).orElse(null));
    text(out, diagnosis.map(d -> d.verdict().text()).orElse(null));
    text(out, diagnosis.map(d -> d.nature().text()).orElse(null));
    if (diagnosis.isEmpty()) {
      out.appendNull();
    } else {
      out.append((float) diagnosis.get().confidence());
    }
  }

  private static void text(DuckDBAppender out, String text) throws SQLException {
    if (text == null) {
      out.appendNull();
    } else {
      out.append(text);
    }
  }

  private static void members(DuckDBAppender out, Snapshot now, Since before) throws SQLException {
    for (List<Member> group : Schema.MEMBERS) {
      out.beginStruct();
      for (Member member : group) {
        member(out, member, now, before);
      }
      out.endStruct();
    }
  }

  private static void member(DuckDBAppender out, Member member, Snapshot now, Since before)
      throws SQLException {
    Value value =
        switch (before) {
          case Since.Row(Snapshot row) when member.kind() == Kind.COUNTER ->
              now.difference(member, row);
          case Since.Unknown() when member.kind() == Kind.COUNTER ->
              new Value.Absent(Absence.AMBIGUOUS);
          default -> now.value(member);
        };
    if (!(value instanceof Value.Present(long number))) {
      out.appendNull();
    } else if (member.unit() == Unit.BOOLEAN) {
      out.append(number != 0);
    } else {
      out.append(number);
    }
  }
}
