package org.estats.server.history;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.Unit;

/// The tables. A group is a structure whose fields are its members, so that SQL reads as the
/// catalogue does: `SELECT remote, sum(Path.PktsRetrans) FROM samples GROUP BY ALL`.
final class Schema {

  /// Connections that have ended, with their last word.
  static final String CLOSED = "closed";

  /// Connections that were there: what counters counted since the sample before, and gauges.
  static final String SAMPLES = "samples";

  /// The members of a group that are kept; those that are always zero are not.
  static final List<List<Member>> MEMBERS =
      Arrays.stream(Group.values()).map(Schema::kept).toList();

  private static final String ENDS =
      "id VARCHAR, connection VARCHAR, local VARCHAR, local_port USMALLINT, remote VARCHAR,"
          + " remote_port USMALLINT, netns UBIGINT, state VARCHAR, uid UINTEGER, pid INTEGER,"
          + " process VARCHAR, owner VARCHAR, verdict VARCHAR, nature VARCHAR, confidence FLOAT, ";

  private Schema() {}

  private static List<Member> kept(Group group) {
    return Catalogue.members(group).stream()
        .<Member>map(m -> m)
        .filter(m -> m.kind() != Kind.RESERVED)
        .toList();
  }

  static List<String> statements() {
    return List.of(
        "CREATE TABLE IF NOT EXISTS closed (ended TIMESTAMP, since TIMESTAMP, seconds DOUBLE,"
            + " how VARCHAR, "
            + ENDS
            + groups()
            + ")",
        "CREATE TABLE IF NOT EXISTS samples (taken TIMESTAMP, since TIMESTAMP, seconds DOUBLE, "
            + ENDS
            + groups()
            + ")");
  }

  private static String groups() {
    return Arrays.stream(Group.values())
        .map(g -> quoted(g.estatsName()) + " STRUCT(" + fields(g) + ")")
        .collect(Collectors.joining(", "));
  }

  private static String fields(Group group) {
    return MEMBERS.get(group.ordinal()).stream()
        .map(m -> quoted(m.estatsName()) + (m.unit() == Unit.BOOLEAN ? " BOOLEAN" : " UBIGINT"))
        .collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }

  /// The column by which a table is in time.
  static String time(String table) {
    return table.equals(CLOSED) ? "ended" : "taken";
  }
}
