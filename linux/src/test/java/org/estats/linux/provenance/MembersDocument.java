package org.estats.linux.provenance;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.estats.Absence;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.RfcObject;

/// `docs/members.md`, made from the catalogue and the table of provenance.
final class MembersDocument {

  private static final String HEAD =
      """
      # The members of the extended statistics

      This page is made from the catalogue and from the table of how each member is obtained on
      Linux (`Provenance`); do not edit it. A row says what a member means, in which unit it is
      shown, which object of the TCP-ESTATS-MIB (RFC 4898) it carries, how the collector gets it,
      and where that differs from what the RFC asks. *Kernel's counter*: the kernel's own, as the
      difference from its value when the group was switched on. *Kernel's field*: as it is at the
      moment of reading. *Counted at an event*: by a hook. *Mark*: the largest or smallest that
      the hooks have seen. *Derived*: worked out from several of these. Every member of a group
      that is off is absent as off; *absent when* names the other reasons. While a group is off,
      or where the collector cannot be loaded, `tcp_info` gives some of the members, for the
      connection's whole life: that is not this page's matter. *Kernel* is the oldest on which the
      member is right; the collector needs 6.1.

      Below the tables: [where counters start](#where-counters-start), [clock and
      units](#clock-and-units), [round-trip times](#round-trip-times), [episodes](#episodes),
      [what limits the sender](#what-limits-the-sender), [queues and
      windows](#queues-and-windows), [bandwidth](#bandwidth), [states other than
      ESTABLISHED](#states-other-than-established), [skipped hooks](#skipped-hooks).
      """;

  private static final String COLUMNS =
      """
      | member | meaning | unit | RFC 4898 | on Linux | differs from the RFC \
      | kind | kernel | absent when | proven by |
      |---|---|---|---|---|---|---|---|---|---|
      """;

  private MembersDocument() {}

  static String text() {
    StringBuilder text = new StringBuilder(HEAD);
    for (Group group : Group.values()) {
      text.append("\n## ").append(group.estatsName()).append("\n\n").append(COLUMNS);
      Catalogue.members(group).forEach(member -> text.append(row(member)));
    }
    return text.append('\n').append(MembersTopics.TEXT).toString();
  }

  private static String row(Member member) {
    Provenance from = Provenance.of(member);
    return List.of(
            "**" + member.estatsName() + "**",
            member.definition(),
            member.unit().symbol(),
            member.rfc().map(MembersDocument::object).orElse(""),
            "*" + from.origin().text() + "*<br>" + from.source(),
            from.difference(),
            member.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            from.kernel().text(),
            absences(from),
            provenBy(from))
        .stream()
        .map(cell -> cell.replace("|", "\\|"))
        .map(cell -> cell.isEmpty() ? "| " : "| " + cell + " ")
        .collect(Collectors.joining("", "", "|\n"));
  }

  private static String provenBy(Provenance from) {
    String scenarios = Proof.of(from.member()).map(Proof::text).orElse("");
    boolean both = !scenarios.isEmpty() && !from.provenBy().isEmpty();
    return scenarios + (both ? "; " : "") + from.provenBy();
  }

  private static String object(RfcObject object) {
    return object.name() + " `" + object.oid() + "`";
  }

  private static String absences(Provenance from) {
    return from.absences().stream()
        .filter(why -> why != Absence.OFF && why != Absence.NOT_COLLECTED)
        .map(Absence::reason)
        .collect(Collectors.joining("; "));
  }
}
