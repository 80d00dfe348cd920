package org.estats.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.ConnectionText;
import org.estats.Owner;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.Switch;
import org.estats.filter.Filter;
import org.junit.jupiter.api.Test;

/// Filters and differences of tables, beside those of objects.
final class TablesOfObjectsTest {

  private static final Instant BEGUN = Instant.parse("2026-11-22T08:00:00Z");

  private static Connection connection(String ends, long cookie) {
    Connection c = ConnectionText.parse(ends);
    return new Connection(c.local(), c.remote(), 7, 0, cookie);
  }

  private static ObjectTable.Entry entry(
      String ends, long cookie, Instant taken, Instant since, long retransmitted) {
    Connection connection = connection(ends, cookie);
    long[] raw = new long[Catalogue.members().size()];
    Arrays.fill(raw, Absence.OFF.code());
    raw[PathMember.PKTS_RETRANS.index()] = retransmitted;
    raw[PathMember.SMOOTHED_RTT.index()] = 1_500;
    Map<Switch, Instant> on = new EnumMap<>(Switch.class);
    on.put(Switch.PATH, since);
    return new ObjectTable.Entry(
        new ConnectionRow(connection, TcpState.ESTABLISHED, 1000, 5, 1, 2),
        new Snapshot(connection, TcpState.ESTABLISHED, taken, on, raw));
  }

  private static ObjectTable table(Instant taken, ObjectTable.Entry... entries) {
    return new ObjectTable(taken, List.of(entries));
  }

  @Test
  void aFilterSaysTheSameOfARowAsOfItsObjects() {
    List<ObjectTable.Entry> entries = new ArrayList<>();
    List.of(
            "10.1.2.3:443-192.0.2.7:5000",
            "10.1.2.4:5000-192.0.2.7:443",
            "[2001:db8::1]:443-[2001:db8::2]:9",
            "[2001:db8:8000::1]:80-[2001:db8::2]:443")
        .forEach(
            ends -> entries.add(entry(ends, 1 + entries.size(), BEGUN, BEGUN, entries.size())));
    ObjectTable table = new ObjectTable(BEGUN, entries);
    List<Owner> owners = List.of(new Owner(77, "nginx.service", "nginx"));
    int matches = 0;
    for (String terms :
        List.of(
            "",
            "port=443",
            "lport=443",
            "rport=443",
            "uid=1000",
            "uid=0",
            "state=established",
            "state=listen",
            "netns=7",
            "netns=8",
            "netns=all",
            "local=10.0.0.0/8",
            "local=10.1.2.3",
            "local=10.1.2.3:443",
            "local=10.1.2.3:444",
            "remote=192.0.2.0/29",
            "local=2001:db8::/32",
            "local=2001:db8::/33",
            "local=2001:db8:8000::/33",
            "local=::/0",
            "local=0.0.0.0/0",
            "10.1.2.3:443-192.0.2.7:5000",
            "pid=77",
            "pid=78",
            "process=nginx",
            "Path.PktsRetrans>1",
            "Path.PktsRetrans!=1",
            "Path.SmoothedRtt=2",
            "Path.SmoothedRtt=1",
            "Path.FastRetran=0",
            "port=443 Path.PktsRetrans>=1 pid=77")) {
      Filter filter = Filter.parse(terms);
      RowFilter made = RowFilter.of(filter, row -> owners);
      for (int row = 0; row < entries.size(); row++) {
        ObjectTable.Entry entry = entries.get(row);
        boolean expected =
            filter.matches(entry.row(), () -> owners, () -> Optional.of(entry.snapshot()));
        assertThat(made.matches(table, row)).as("%s of %s", terms, entry.row()).isEqualTo(expected);
        matches += expected ? 1 : 0;
      }
    }
    assertThat(matches).isBetween(40, 110); // the filters tell rows apart
  }

  @Test
  void connectionsAreTheSameIfTheirCookiesAre() {
    Instant later = BEGUN.plusSeconds(2);
    String ends = "10.0.0.1:1-10.0.0.2:2";
    ObjectTable before =
        table(
            BEGUN,
            entry("10.0.0.1:3-10.0.0.2:2", 9, BEGUN, BEGUN, 5),
            entry(ends, 4, BEGUN, BEGUN, 10));
    ObjectTable now =
        table(
            later,
            entry(ends, 4, later, BEGUN, 16),
            entry("10.0.0.1:3-10.0.0.2:2", 8, later, BEGUN, 6));
    Changes changes = new Changes(before, now);
    assertThat(changes.before(0)).isEqualTo(1);
    assertThat(changes.before(1)).isEqualTo(Changes.NONE); // its ends were another's before
    assertThat(changes.difference(0, PathMember.PKTS_RETRANS)).isEqualTo(6);
    assertThat(changes.rate(0, PathMember.PKTS_RETRANS)).isEqualTo(3.0);
    assertThat(changes.rate(1, PathMember.PKTS_RETRANS)).isNaN();
  }

  @Test
  void aGroupThatWasSwitchedOnMeanwhileCountsFromZero() {
    Instant later = BEGUN.plusSeconds(1);
    String ends = "10.0.0.1:1-10.0.0.2:2";
    ObjectTable before = table(BEGUN, entry(ends, 4, BEGUN, BEGUN.minus(Duration.ofHours(1)), 10));
    ObjectTable again = table(later, entry(ends, 4, later, BEGUN.plusMillis(500), 3));
    assertThat(new Changes(before, again).difference(0, PathMember.PKTS_RETRANS)).isEqualTo(3);
    ObjectTable fallen = table(later, entry(ends, 4, later, BEGUN.minus(Duration.ofHours(1)), 3));
    assertThat(new Changes(before, fallen).difference(0, PathMember.PKTS_RETRANS))
        .isEqualTo(Absence.AMBIGUOUS.code());
    assertThat(new Changes(before, fallen).difference(0, PathMember.FAST_RETRAN))
        .isEqualTo(Absence.OFF.code());
  }

  @Test
  void manyCookiesAreAllFound() {
    ObjectTable.Entry[] entries = new ObjectTable.Entry[3_000];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = entry("10.0.0.1:1-10.0.0.2:2", 1 + 64L * i, BEGUN, BEGUN, i);
    }
    ObjectTable table = table(BEGUN, entries);
    Changes changes = new Changes(table, table);
    for (int row = 0; row < entries.length; row++) {
      assertThat(changes.before(row)).isEqualTo(row);
    }
  }
}
