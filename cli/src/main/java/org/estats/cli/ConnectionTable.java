package org.estats.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.estats.EstatsException;
import org.estats.Owner;
import org.estats.TcpState;
import org.estats.catalogue.Switch;
import org.estats.cli.json.JsonArray;
import org.estats.cli.select.ConnectionColumns;
import org.estats.cli.select.CookieIndex;
import org.estats.cli.select.Listed;
import org.estats.cli.text.ByteLines;
import org.estats.cli.text.Column;
import org.estats.cli.text.Column.Kind;
import org.estats.cli.text.Output;
import org.estats.cli.text.Quantity;
import org.estats.cli.text.Table;
import org.estats.filter.Filter;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.collector.SwitchReader;
import org.estats.linux.diag.NamespaceCensus;
import org.estats.notation.SwitchNames;
import tools.jackson.core.JsonGenerator;

/// The connection table, for people and for programs.
final class ConnectionTable {

  private static final int CONNECTION_MIN = 23;
  private static final int OWNER_MIN = 10;
  private static final int ON_MIN = 4;

  private static final String STATE = "STATE";
  private static final String CONNECTION = "CONNECTION";
  private static final String RECEIVE_QUEUE = "RECV-Q";
  private static final String SEND_QUEUE = "SEND-Q";
  private static final String NETNS = "NETNS";
  private static final String ON = "ON";
  private static final String PID = "PID";
  private static final String OWNER = "OWNER";

  private static final byte[][] STATE_NAMES =
      Arrays.stream(TcpState.values())
          .map(state -> state.toString().getBytes(StandardCharsets.US_ASCII))
          .toArray(byte[][]::new);

  private static final String NOBODY = "-";

  private final Listed listed;
  private final ConnectionColumns rows;
  private final int[] order;
  private final boolean hasManyNamespaces;
  private final int all;

  /// What is on, by the cookie of the socket; empty if this user may not know.
  private final Optional<CookieIndex> on;

  /// Few combinations are on at a time.
  private final Map<Integer, List<String>> namesOf = new HashMap<>();

  private ConnectionTable(
      Listed listed, boolean hasManyNamespaces, int all, Optional<CookieIndex> on) {
    this.listed = listed;
    this.rows = listed.rows();
    this.order = listed.order();
    this.hasManyNamespaces = hasManyNamespaces;
    this.all = all;
    this.on = on;
  }

  static ConnectionTable of(Session session, Listed listed, Filter filter) {
    ConnectionColumns rows = listed.rows();
    Set<Long> namespaces = new HashSet<>();
    long last = -1;
    for (int row = 0; row < rows.size(); row++) {
      if (rows.netns(row) != last) {
        last = rows.netns(row);
        namespaces.add(last);
      }
    }
    return new ConnectionTable(
        listed,
        filter.allNamespaces(),
        session.source().collectable().stream().mapToInt(Switch::bit).sum(),
        switchedOn(namespaces));
  }

  private static Optional<CookieIndex> switchedOn(Set<Long> namespaces) {
    CookieIndex on = new CookieIndex();
    SwitchReader reader =
        (cookie, switches) -> {
          if (on.find(cookie) < 0) { // it may be told twice
            on.put(cookie, switches);
          }
        };
    for (long netns : namespaces) {
      try {
        LinuxSource.in(
            netns,
            () -> {
              KernelCollector.switchedOn(reader);
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
    if (output.isTerminal()) {
      writeFitted(output, hasOn);
    } else {
      writeLines(output, hasOn);
    }
  }

  /// For a terminal, whose lines have an end.
  private void writeFitted(Output output, boolean hasOn) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.of(STATE));
    columns.add(new Column(CONNECTION, Kind.CONNECTION, 3, CONNECTION_MIN));
    columns.add(Column.number(RECEIVE_QUEUE));
    columns.add(Column.number(SEND_QUEUE));
    if (hasManyNamespaces) {
      columns.add(Column.number(NETNS));
    }
    if (hasOn) {
      columns.add(new Column(ON, Kind.TEXT, 1, ON_MIN));
    }
    columns.add(Column.number(PID));
    columns.add(new Column(OWNER, Kind.TEXT, 2, OWNER_MIN));
    Table table = new Table(columns);
    for (int row : order) {
      table.add(cells(row, hasOn));
    }
    table.write(output);
  }

  private List<String> cells(int row, boolean hasOn) {
    List<String> cells = new ArrayList<>();
    cells.add(rows.state(row).toString());
    cells.add(rows.state(row) == TcpState.LISTEN ? rows.localText(row) : rows.text(row));
    cells.add(Long.toString(rows.receiveQueueBytes(row)));
    cells.add(Long.toString(rows.sendQueueBytes(row)));
    if (hasManyNamespaces) {
      cells.add(Long.toUnsignedString(rows.netns(row)));
    }
    if (hasOn) {
      cells.add(onText(row));
    }
    Optional<Owner> owner = listed.owner(row);
    cells.add(owner.map(o -> Integer.toString(o.pid())).orElse(NOBODY));
    cells.add(owner.map(Owner::name).orElse(NOBODY));
    return cells;
  }

  /// For a file or a pipe: the same columns, as wide as they need to be.
  private void writeLines(Output output, boolean hasOn) {
    Widths widths = new Widths(hasOn);
    try (ByteLines lines = new ByteLines(output)) {
      byte[] state = STATE.getBytes(StandardCharsets.US_ASCII);
      byte[] connection = CONNECTION.getBytes(StandardCharsets.US_ASCII);
      lines.left(state, 0, state.length, widths.state).blanks(1);
      lines.left(connection, 0, connection.length, widths.connection).blanks(1);
      lines.right(RECEIVE_QUEUE, widths.receiveQueue).blanks(1);
      lines.right(SEND_QUEUE, widths.sendQueue).blanks(1);
      if (hasManyNamespaces) {
        lines.right(NETNS, widths.netns).blanks(1);
      }
      if (hasOn) {
        lines.text(ON).blanks(widths.on - ON.length() + 1);
      }
      lines.right(PID, widths.pid).blanks(1).text(OWNER).end();
      for (int row : order) {
        writeLine(lines, row, widths, hasOn);
      }
    }
  }

  private void writeLine(ByteLines lines, int row, Widths widths, boolean hasOn) {
    byte[] state = STATE_NAMES[rows.state(row).ordinal()];
    lines.left(state, 0, state.length, widths.state).blanks(1);
    lines.left(rows.texts(), rows.start(row), shownEnd(row), widths.connection).blanks(1);
    lines.right(rows.receiveQueueBytes(row), widths.receiveQueue).blanks(1);
    lines.right(rows.sendQueueBytes(row), widths.sendQueue).blanks(1);
    if (hasManyNamespaces) {
      lines.right(rows.netns(row), widths.netns).blanks(1);
    }
    if (hasOn) {
      String text = onText(row);
      lines.text(text).blanks(widths.on - text.length() + 1);
    }
    Optional<Owner> owner = listed.owner(row);
    if (owner.isPresent()) {
      lines.right(owner.get().pid(), widths.pid).blanks(1).text(owner.get().name());
    } else {
      lines.right(NOBODY, widths.pid).blanks(1).text(NOBODY);
    }
    lines.end();
  }

  /// A listener has no other end.
  private int shownEnd(int row) {
    return rows.state(row) == TcpState.LISTEN ? rows.localEnd(row) : rows.end(row);
  }

  /// How wide the columns are, of all rows.
  private final class Widths {
    private int state = STATE.length();
    private int connection = CONNECTION.length();
    private int receiveQueue = RECEIVE_QUEUE.length();
    private int sendQueue = SEND_QUEUE.length();
    private int netns = NETNS.length();
    private int on = ON.length();
    private int pid = PID.length();

    Widths(boolean hasOn) {
      long receiveQueueMax = 0;
      long sendQueueMax = 0;
      long netnsMax = 0;
      long pidMax = 0;
      for (int row = 0; row < rows.size(); row++) {
        state = Math.max(state, STATE_NAMES[rows.state(row).ordinal()].length);
        connection = Math.max(connection, shownEnd(row) - rows.start(row));
        receiveQueueMax = Math.max(receiveQueueMax, rows.receiveQueueBytes(row));
        sendQueueMax = Math.max(sendQueueMax, rows.sendQueueBytes(row));
        netnsMax = Math.max(netnsMax, rows.netns(row));
        Optional<Owner> owner = listed.owner(row);
        pidMax = Math.max(pidMax, owner.isPresent() ? owner.get().pid() : 0);
        on = hasOn ? Math.max(on, onText(row).length()) : on;
      }
      receiveQueue = Math.max(receiveQueue, ByteLines.digits(receiveQueueMax));
      sendQueue = Math.max(sendQueue, ByteLines.digits(sendQueueMax));
      netns = Math.max(netns, ByteLines.digits(netnsMax));
      pid = Math.max(pid, ByteLines.digits(pidMax));
    }
  }

  private String onText(int row) {
    int switches = switchesOf(row);
    return (switches & all) == all ? "all" : String.join(",", names(switches));
  }

  private int switchesOf(int row) {
    return on.isPresent() ? Math.max(0, on.get().find(rows.cookie(row))) : 0;
  }

  private List<String> names(int mask) {
    return namesOf.computeIfAbsent(
        mask,
        m -> {
          Set<Switch> switches = EnumSet.allOf(Switch.class);
          switches.removeIf(s -> (m & s.bit()) == 0);
          return SwitchNames.of(switches);
        });
  }

  void writeJson(Output output) {
    try (JsonArray array = new JsonArray(output.result())) {
      for (int row : order) {
        writeJson(array.generator(), row);
      }
    }
  }

  private void writeJson(JsonGenerator json, int row) {
    json.writeStartObject();
    json.writeStringProperty("connection", rows.text(row));
    json.writeNumberProperty("netns", rows.netns(row));
    json.writeStringProperty("state", rows.state(row).toString());
    json.writeNumberProperty("receiveQueueBytes", rows.receiveQueueBytes(row));
    json.writeNumberProperty("sendQueueBytes", rows.sendQueueBytes(row));
    json.writeNumberProperty("uid", Integer.toUnsignedLong(rows.uid(row)));
    json.writeName("owner");
    Optional<Owner> owner = listed.owner(row);
    if (owner.isPresent()) {
      writeJson(json, owner.get());
    } else {
      json.writeNull();
    }
    if (on.isPresent()) {
      json.writeArrayPropertyStart("on");
      for (String name : names(switchesOf(row))) {
        json.writeString(name);
      }
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

  /// A connection that has statistics, as it is printed, as an example to go on with; rather one on
  /// which nothing is on yet, and one that leaves this machine.
  Optional<String> example() {
    int best = -1;
    int leastHarm = Integer.MAX_VALUE;
    for (int row : order) {
      int harm = Integer.bitCount(switchesOf(row)) * 2 + (rows.isRemoteLoopback(row) ? 1 : 0);
      if (rows.state(row).isSynchronised() && harm < leastHarm) {
        best = row;
        leastHarm = harm;
      }
    }
    return best < 0 ? Optional.empty() : Optional.of(rows.text(best));
  }

  /// A connection on which something is on, as it is printed.
  Optional<String> counted() {
    for (int row : order) {
      if (switchesOf(row) != 0) {
        return Optional.of(rows.text(row));
      }
    }
    return Optional.empty();
  }

  /// Tells what the table does not show: other namespaces, and owners that cannot be seen.
  static void noteWhatIsLeftOut(Output output, Listed listed, Filter filter) {
    if (!filter.allNamespaces() && filter.namespace().isEmpty()) {
      NamespaceCensus census = NamespaceCensus.elsewhere(listed.namespaces());
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
    ConnectionColumns rows = listed.rows();
    boolean isHidden = false;
    for (int row = 0; row < rows.size() && listed.processesUnreadable() > 0; row++) {
      isHidden |= rows.inode(row) != 0 && listed.owner(row).isEmpty();
    }
    if (isHidden) {
      output.note("a '-' for an owner may be another user's process: run as root to see");
    }
  }
}
