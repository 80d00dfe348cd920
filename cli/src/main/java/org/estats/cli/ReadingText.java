package org.estats.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Group;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;
import org.estats.catalogue.Unit;
import org.estats.cli.select.GroupChoice;
import org.estats.cli.select.Reading;
import org.estats.cli.select.Statistics;
import org.estats.cli.text.Output;
import org.estats.cli.text.Style;
import org.estats.cli.text.Times;
import org.estats.cli.text.Wrapping;
import org.estats.notation.SwitchNames;

/// Readings for people: a member a line, and what to do about groups that are off.
final class ReadingText {

  private static final int NAME_COLUMNS = 24;
  private static final int NUMBER_COLUMNS = 12;

  private final Output output;
  private final Set<Switch> collectable;

  /// @param collectable what this version can switch on
  ReadingText(Output output, Set<Switch> collectable) {
    this.output = output;
    this.collectable = collectable;
  }

  /// Writes a reading, and for groups that are off what `tcp_info` has.
  void write(Reading reading) {
    Snapshot snapshot = reading.snapshot();
    writeHeading(snapshot);
    reading
        .since()
        .ifPresent(s -> output.line("counted since " + Times.since(s, snapshot.taken())));
    writeMembers(reading);
    if (!reading.off().isEmpty()) {
      writeOff(reading);
      Statistics.fromTcpInfo(snapshot.connection())
          .ifPresent(life -> writeTcpInfo(life, reading.choice(), reading.off()));
    }
  }

  /// Writes the groups that are on.
  void writeMembers(Reading reading) {
    Snapshot snapshot = reading.snapshot();
    for (Group group : reading.groupsOn()) {
      output.line(group.estatsName());
      for (Member member : reading.choice().members(group)) {
        if (member.kind() != Kind.RESERVED) {
          output.line(line(member, member.estatsName(), snapshot.value(member)));
        }
      }
    }
  }

  /// Writes which connection it is about.
  void writeHeading(Snapshot snapshot) {
    String connection = output.styled(Style.HEADING, snapshot.connection().toString());
    output.line(
        connection + "  " + snapshot.state() + Session.namespaceTerm(snapshot.connection()));
  }

  /// Writes what `tcp_info` has of groups that are off or may not be read.
  void writeTcpInfo(Snapshot life, GroupChoice choice, Set<Switch> off) {
    List<String> lines = new ArrayList<>();
    for (Group group : choice.groups()) {
      for (Member member : choice.members(group)) {
        boolean isOff = member.collectedBy().map(off::contains).orElse(false);
        Value value = life.value(member);
        if (isOff && value.isPresent() && member.kind() != Kind.RESERVED) {
          lines.add(line(member, member.qualifiedName(), value));
        }
      }
    }
    if (!lines.isEmpty()) {
      output.line("from tcp_info, since the connection began:");
      lines.forEach(output::line);
    }
  }

  private void writeOff(Reading reading) {
    Set<Switch> offered = EnumSet.copyOf(reading.off());
    offered.retainAll(collectable);
    if (!offered.isEmpty()) {
      String names = String.join(",", SwitchNames.of(offered));
      output.line(output.styled(Style.NOTE, "off: " + names) + "; to count from now on:");
      output.line("  " + enable(names, reading.snapshot().connection()));
    }
    Set<Switch> never = reading.off();
    never.removeAll(collectable);
    if (!never.isEmpty()) {
      String names = String.join(", ", SwitchNames.of(never));
      Wrapping.lines("not collected by this version of Estats: " + names, output.columns())
          .forEach(output::line);
    }
  }

  /// The command by which groups of a connection are switched on.
  static String enable(String groups, Connection connection) {
    return Session.asRoot(
        "enable --group "
            + groups
            + " "
            + Session.typed(connection)
            + Session.namespaceTerm(connection));
  }

  private static String line(Member member, String name, Value value) {
    String number = value instanceof Value.Present(long n) ? text(member, n) : "-";
    String rest =
        value instanceof Value.Absent(Absence why) ? why.reason() : unit(member).orElse("");
    // By hand: there are a hundred of them, and what reads formats is slow at a command's start.
    StringBuilder line = new StringBuilder("  ").append(name);
    line.repeat(' ', Math.max(0, NAME_COLUMNS - name.length()));
    line.repeat(' ', Math.max(0, NUMBER_COLUMNS - number.length())).append(number);
    return rest.isEmpty() ? line.toString() : line.append(' ').append(rest).toString();
  }

  /// A number of a member as people read it.
  static String text(Member member, long number) {
    if (member.unit() == Unit.BOOLEAN) {
      return number != 0 ? "true" : "false";
    }
    return Long.toUnsignedString(number);
  }

  /// The unit, where it says more than the member's name.
  static Optional<String> unit(Member member) {
    return switch (member.unit()) {
      case BOOLEAN, COUNT, CODE, SHIFT_COUNT, SEQUENCE_NUMBER -> Optional.empty();
      case SEGMENTS, BYTES, MILLISECONDS, MICROSECONDS, BITS_PER_SECOND ->
          Optional.of(member.unit().symbol());
    };
  }
}
