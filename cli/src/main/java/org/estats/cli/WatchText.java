package org.estats.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.estats.Connection;
import org.estats.Value;
import org.estats.catalogue.Group;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;
import org.estats.cli.select.Change;
import org.estats.cli.select.Reading;
import org.estats.cli.text.Output;
import org.estats.cli.text.Shortening;
import org.estats.cli.text.Times;
import org.estats.notation.SwitchNames;

/// A watch for people: a line an interval for each connection, with the members that have moved,
/// trouble first.
final class WatchText implements WatchLines {

  private static final Comparator<Member> TROUBLE_FIRST =
      Comparator.comparingInt(WatchText::rank).thenComparingInt(Member::index);

  /// Sums and numbers of samples rise with every segment and tell of no trouble.
  private static final String ROUND_TRIPS = "RTT";

  private final Output output;
  private final Duration interval;
  private final Set<Switch> collectable;
  private boolean isAlone;
  private boolean hasHinted;

  WatchText(Output output, Duration interval, Set<Switch> collectable) {
    this.output = output;
    this.interval = interval;
    this.collectable = collectable;
  }

  @Override
  public void begins(Reading reading, boolean alone, boolean isReadable) {
    // On a terminal the room is needed, and one look at the first line tells which it is.
    isAlone = alone && output.isTerminal();
    if (isAlone) {
      output.note("watching " + reading.snapshot().connection() + ", Ctrl-C ends it");
    }
    Set<Switch> offered = EnumSet.copyOf(collectable);
    offered.retainAll(reading.off());
    boolean isOff = isReadable && reading.snapshot().on().isEmpty();
    if (isOff && !offered.isEmpty() && !hasHinted) {
      hasHinted = true;
      output.note("nothing is switched on: this is what tcp_info has; for all there is:");
      output.note(
          "  "
              + ReadingText.enable(
                  String.join(",", SwitchNames.of(offered)), reading.snapshot().connection()));
    }
  }

  @Override
  public void changed(Reading reading, Change change) {
    noteSwitchedOff(change);
    List<Member> moved = new ArrayList<>();
    for (Group group : reading.choice().groups()) {
      reading.choice().members(group).stream().filter(change::hasMoved).forEach(moved::add);
    }
    moved.sort(TROUBLE_FIRST);
    List<String> cells = new ArrayList<>();
    if (change.before().state() != change.now().state()) {
      cells.add(change.now().state().toString());
    }
    moved.forEach(m -> cells.add(cell(m, change.of(m))));
    if (cells.isEmpty()) {
      cells.add("-");
    }
    output.line(fit(start(change.now().connection(), change.now().taken()), cells));
  }

  /// What tcp_info has must not pass for what was counted until then.
  private void noteSwitchedOff(Change change) {
    Set<Switch> gone = EnumSet.noneOf(Switch.class);
    gone.addAll(change.before().on());
    gone.removeAll(change.now().on());
    if (!gone.isEmpty()) {
      output.note(
          "%s: %s no longer switched on: from here on this is what tcp_info has"
              .formatted(change.now().connection(), String.join(", ", SwitchNames.of(gone))));
    }
  }

  @Override
  public void ended(Connection connection, Instant when) {
    output.line(start(connection, when) + " ended");
  }

  private String start(Connection connection, Instant when) {
    String clock = Times.clock(when, interval);
    if (isAlone) {
      return clock;
    }
    String text = connection.toString();
    return clock
        + " "
        + (output.isTerminal() ? Shortening.connection(text, output.columns() / 2) : text);
  }

  private static String cell(Member member, Value value) {
    String number = ReadingText.text(member, value.orElse(0));
    String sign = member.kind() == Kind.COUNTER ? "+" : "";
    String unit = member.kind() == Kind.COUNTER ? "" : ReadingText.unit(member).orElse("");
    return member.qualifiedName() + " " + sign + number + unit;
  }

  /// As many cells as fit the terminal, and how many more there are.
  private String fit(String start, List<String> cells) {
    StringBuilder line = new StringBuilder(start);
    for (int i = 0; i < cells.size(); i++) {
      int left = cells.size() - i;
      String rest = left > 1 ? " (+%d more)".formatted(left) : "";
      int needed = line.length() + 2 + cells.get(i).length() + rest.length();
      if (output.isTerminal() && needed > output.columns()) {
        return line + " (+%d more)".formatted(left);
      }
      line.append(i == 0 ? " " : "  ").append(cells.get(i));
    }
    return line.toString();
  }

  private static int rank(Member member) {
    return switch (member.kind()) {
      case COUNTER ->
          switch (member.group()) {
            case PATH -> member.name().contains(ROUND_TRIPS) ? 2 : 0;
            case DATA -> 1;
            default -> 2;
          };
      case FLAG, LAST_VALUE -> 3;
      case GAUGE -> 4;
      case MAXIMUM, MINIMUM -> 5;
      case SEQUENCE, STATIC, RESERVED -> 6;
    };
  }
}
