package org.estats.linux.provenance;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.estats.Absence;
import org.estats.catalogue.Member;

/// How one member of the catalogue is obtained on Linux by the collector in the kernel.
///
/// Without the collector, or while the group is off, some members come out of `tcp_info` instead;
/// this is not about those.
///
/// @param member the member
/// @param origin in what way it comes about
/// @param source the kernel's field, or the hook and what is looked for there, as a phrase; names
///   of the kernel in backquotes
/// @param difference where the number differs from what RFC 4898 asks for; empty if it does not
/// @param kernel the oldest kernel on which it is right
/// @param absences every reason for which a reading can lack it
/// @param provenBy the scenarios and tests that prove it; empty while there are none
public record Provenance(
    Member member,
    Origin origin,
    String source,
    String difference,
    Kernel kernel,
    Set<Absence> absences,
    String provenBy) {

  /// Keeps a set of its own.
  public Provenance {
    EnumSet<Absence> own = EnumSet.noneOf(Absence.class);
    own.addAll(absences);
    absences = Collections.unmodifiableSet(own);
  }

  /// The provenance of a member; every member has one.
  public static Provenance of(Member member) {
    return ProvenanceTable.ROWS[member.index()];
  }

  static Provenance counter(Member member, String source) {
    return collected(member, Origin.KERNEL_COUNTER, source);
  }

  static Provenance field(Member member, String source) {
    return collected(member, Origin.KERNEL_FIELD, source);
  }

  static Provenance event(Member member, String source) {
    return collected(member, Origin.AT_EVENT, source);
  }

  static Provenance mark(Member member, String source) {
    return collected(member, Origin.MARK, source);
  }

  static Provenance derived(Member member, String source) {
    return collected(member, Origin.DERIVED, source);
  }

  static Provenance constant(Member member, String source) {
    return collected(member, Origin.CONSTANT, source);
  }

  static Provenance notYet(Member member, String plan) {
    return new Provenance(
        member,
        Origin.NOT_COLLECTED_YET,
        plan,
        "",
        Kernel.NONE,
        EnumSet.of(Absence.NOT_COLLECTED),
        "");
  }

  private static Provenance collected(Member member, Origin origin, String source) {
    EnumSet<Absence> absences = EnumSet.noneOf(Absence.class);
    if (member.collectedBy().isPresent()) {
      absences.add(Absence.OFF);
    }
    return new Provenance(member, origin, source, "", Kernel.ANY, absences, "");
  }

  Provenance differs(String from) {
    return new Provenance(member, origin, source, from, kernel, absences, provenBy);
  }

  Provenance needs(Kernel oldest) {
    return new Provenance(member, origin, source, difference, oldest, absences, provenBy);
  }

  Provenance absentAs(Absence first, Absence... others) {
    EnumSet<Absence> all = EnumSet.of(first, others);
    all.addAll(absences);
    return new Provenance(member, origin, source, difference, kernel, all, provenBy);
  }

  Provenance provenBy(String tests) {
    return new Provenance(member, origin, source, difference, kernel, absences, tests);
  }
}
