package org.estats.filter;

import java.util.Objects;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Member;

/// A comparison on a member, such as `Path.PktsRetrans>0`, in the unit in which the member is
/// shown. A member without a value meets none, not even `!=`.
///
/// @param member the member
/// @param comparison the operator
/// @param number the right-hand side; unsigned
public record MemberTerm(Member member, Comparison comparison, long number) implements Term {

  /// Checks that nothing is missing.
  public MemberTerm {
    Objects.requireNonNull(member, "member");
    Objects.requireNonNull(comparison, "comparison");
  }

  /// Whether the statistics meet the term.
  public boolean matches(Snapshot snapshot) {
    return snapshot.value(member) instanceof Value.Present(long value)
        && comparison.holds(value, number);
  }

  @Override
  public String toString() {
    return member.qualifiedName() + comparison.symbol() + Long.toUnsignedString(number);
  }
}
