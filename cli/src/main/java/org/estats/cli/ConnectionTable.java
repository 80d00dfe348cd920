package org.estats.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.EstatsException;
import org.estats.Owner;
import org.estats.TcpState;
import org.estats.catalogue.Switch;
import org.estats.cli.json.JsonArray;
import org.estats.cli.select.GroupChoice;
import org.estats.cli.select.Selection;
import org.estats.cli.select.Selection.Selected;
import org.estats.cli.text.Column;
import org.estats.cli.text.Column.Kind;
import org.estats.cli.text.Output;
import org.estats.cli.text.Quantity;
import org.estats.cli.text.Table;
import org.estats.filter.Filter;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.diag.NamespaceCensus;
import tools.jackson.core.JsonGenerator;

/// The connection table, for people and for programs.
final class ConnectionTable {

  private static final int CONNECTION_MIN = 23;
  private static final int OWNER_MIN = 10;
  private static final int ON_MIN = 4;

  private final List<Selected> rows;
  private final boolean hasManyNamespaces;
  private final int all;

  /// What is on, by the cookie of the socket; empty if this user may not know.
  private final Optional<Map<Long, Integer>> on;

  /// Few combinations are on at a time.
  private final Map<Integer, List<String>> namesOf = new HashMap<>();

  private ConnectionTable(
      List<Selected> rows, boolean hasManyNamespaces, int all, Optional<Map<Long, Integer>> on) {
    this.rows = rows;
    this.hasManyNamespaces = hasManyNamespaces;
    this.all = all;
    this.on = on;
  }

  static ConnectionTable of(Session session, Selection selection, Filter filter) {
    List<Selected> rows = selection.forPeople();
    Set<Long> namespaces = new HashSet<>();
    long last = -1;
    for (Selected row : rows) {
      long netns = row.row().connection().netns();
      if (netns != last) {
        namespaces.add(netns);
        last = netns;
      }
    }
    return new ConnectionTable(
        rows,
        filter.allNamespaces(),
        session.source().collectable().stream().mapToInt(Switch::bit).sum(),
        switchedOn(namespaces));
  }

  private static Optional<Map<Long, Integer>> switchedOn(Set<Long> namespaces) {
    Map<Long, Integer> on = new HashMap<>();
    for (long netns : namespaces) {
      try {
        LinuxSource.in(
            netns,
            () -> {
              KernelCollector.switchedOn(on::put);
              return null;
            });
      } catch (EstatsException e) {
        if (e.kind() != EstatsException.Kind.NOT_FOUND) { // the namespace may have ended meanwhile
          return Optional.empty(); // the table is of use without this column
        }
      }
    }
    return Optional.of(on);
  }

  void write(Output output) {
    boolean hasOn = on.map(o -> !o.isEmpty()).orElse(false);
    List<Column> columns = new ArrayList<>();
    columns.add(Column.of("STATE"));
    columns.add(new Column("CONNECTION", Kind.CONNECTION, 3, CONNECTION_MIN));
    columns.add(Column.number("RECV-Q"));
    columns.add(Column.number("SEND-Q"));
    if (hasManyNamespaces) {
      columns.add(Column.number("NETNS"));
    }
    if (hasOn) {
      columns.add(new Column("ON", Kind.TEXT, 1, ON_MIN));
    }
    columns.add(Column.number("PID"));
    columns.add(new Column("OWNER", Kind.TEXT, 2, OWNER_MIN));
    Table table = new Table(columns);
    for (Selected selected : rows) {
      table.add(cells(selected, hasOn));
    }
    table.write(output);
  }

  private List<String> cells(Selected selected, boolean hasOn) {
    ConnectionRow row = selected.row();
    List<String> cells = new ArrayList<>();
    cells.add(row.state().toString());
    cells.add(
        row.state() == TcpState.LISTEN ? row.connection().local().toString() : selected.text());
    cells.add(Long.toString(row.receiveQueueBytes()));
    cells.add(Long.toString(row.sendQueueBytes()));
    if (hasManyNamespaces) {
      cells.add(Long.toUnsignedString(row.connection().netns()));
    }
    if (hasOn) {
      int switches = switchesOf(row.connection());
      cells.add((switches & all) == all ? "all" : String.join(",", names(switches)));
    }
    cells.add(selected.owner().map(o -> Integer.toString(o.pid())).orElse("-"));
    cells.add(selected.owner().map(Owner::name).orElse("-"));
    return cells;
  }

  private int switchesOf(Connection connection) {
    return on.map(o -> o.getOrDefault(connection.cookie(), 0)).orElse(0);
  }

  private List<String> names(int mask) {
    return namesOf.computeIfAbsent(
        mask,
        m -> {
          Set<Switch> switches = EnumSet.allOf(Switch.class);
          switches.removeIf(s -> (m & s.bit()) == 0);
          return GroupChoice.names(switches);
        });
  }

  void writeJson(Output output) {
    try (JsonArray array = new JsonArray(output.result())) {
      for (Selected selected : rows) {
        writeJson(array.generator(), selected);
      }
    }
  }

  private void writeJson(JsonGenerator json, Selected selected) {
    ConnectionRow row = selected.row();
    json.writeStartObject();
    json.writeStringProperty("connection", selected.text());
    json.writeNumberProperty("netns", row.connection().netns());
    json.writeStringProperty("state", row.state().toString());
    json.writeNumberProperty("receiveQueueBytes", row.receiveQueueBytes());
    json.writeNumberProperty("sendQueueBytes", row.sendQueueBytes());
    json.writeNumberProperty("uid", Integer.toUnsignedLong(row.uid()));
    json.writeName("owner");
    selected.owner().ifPresentOrElse(o -> writeJson(json, o), json::writeNull);
    if (on.isPresent()) {
      json.writeArrayPropertyStart("on");
      names(switchesOf(row.connection())).forEach(json::writeString);
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeJson(JsonGenerator json, Owner owner) {
    json.writeStartObject();
    json.writeNumberProperty("pid", owner.pid());
    json.writeStringProperty("name", owner.name());
    json.writeStringProperty("process", owner.process());
    json.writeEndObject();
  }

  /// A connection that has statistics, as an example to go on with; rather one on which nothing is
  /// on yet, and one that leaves this machine.
  Optional<Connection> example() {
    return rows.stream()
        .map(Selected::row)
        .filter(row -> row.state().isSynchronised())
        .map(ConnectionRow::connection)
        .min(
            Comparator.<Connection>comparingInt(c -> Integer.bitCount(switchesOf(c)))
                .thenComparing(c -> c.remote().address().isLoopbackAddress()));
  }

  /// A connection on which something is on.
  Optional<Connection> counted() {
    return rows.stream().map(s -> s.row().connection()).filter(c -> switchesOf(c) != 0).findFirst();
  }

  /// Tells what the table does not show: other namespaces, and owners that cannot be seen.
  static void noteWhatIsLeftOut(Output output, Selection selection, Filter filter) {
    if (!filter.allNamespaces() && filter.namespace().isEmpty()) {
      NamespaceCensus census = NamespaceCensus.elsewhere();
      long holding = census.counts().stream().filter(c -> c.connections() > 0).count();
      if (holding > 0) {
        output.note(
            Quantity.of(holding, "more namespace")
                + (holding == 1 ? " holds " : " hold ")
                + Quantity.of(census.connectionsInAll(), "connection"));
      }
      if (!census.notEntered().isEmpty()) {
        output.note(
            Quantity.of(census.notEntered().size(), "more namespace")
                + " could not be entered: run as root");
      }
    }
    boolean isHidden =
        selection.processesUnreadable() > 0
            && selection.connections().stream()
                .anyMatch(s -> s.owner().isEmpty() && s.row().inode() != 0);
    if (isHidden) {
      output.note("a '-' for an owner may be another user's process: run as root to see");
    }
  }
}
