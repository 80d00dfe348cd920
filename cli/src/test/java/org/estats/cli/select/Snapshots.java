package org.estats.cli.select;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.ConnectionText;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;

/// Makes snapshots to try things on.
public final class Snapshots {

  public static final Instant START = Instant.parse("2026-11-21T20:00:00Z");

  private final EnumMap<Switch, Instant> since = new EnumMap<>(Switch.class);
  private final long[] raw = new long[Catalogue.members().size()];
  private Instant taken = START.plusSeconds(60);

  private Snapshots() {
    Arrays.fill(raw, Absence.OFF.code());
  }

  /// On which nothing is on.
  public static Snapshots off() {
    return new Snapshots();
  }

  /// On which these are on since [#START], all their members 0.
  public static Snapshots on(Switch... switches) {
    Snapshots made = new Snapshots();
    for (Switch s : switches) {
      made.since(s, START);
    }
    return made;
  }

  public Snapshots since(Switch s, Instant when) {
    since.put(s, when);
    for (Member member : Catalogue.members()) {
      if (member.collectedBy().filter(s::equals).isPresent()) {
        raw[member.index()] = 0;
      }
    }
    return this;
  }

  public Snapshots with(Member member, long number) {
    raw[member.index()] = number;
    return this;
  }

  public Snapshots with(Member member, Absence why) {
    return with(member, why.code());
  }

  public Snapshots taken(Instant when) {
    taken = when;
    return this;
  }

  public Snapshot make() {
    Connection ends = ConnectionText.parse("10.0.0.1:80-10.0.0.2:5000");
    Connection connection = new Connection(ends.local(), ends.remote(), 4711, 0, 99);
    return new Snapshot(connection, TcpState.ESTABLISHED, taken, Map.copyOf(since), raw.clone());
  }
}
