package org.estats.cli.select;

import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;

/// What has become of a connection between two snapshots.
///
/// @param before the earlier one
/// @param now the later one
public record Change(Snapshot before, Snapshot now) {

  /// A counter's difference; any other member as it is now.
  public Value of(Member member) {
    return member.kind() == Kind.COUNTER ? now.difference(member, before) : now.value(member);
  }

  /// Whether there is something to tell of a member.
  public boolean hasMoved(Member member) {
    return switch (member.kind()) {
      case COUNTER -> of(member) instanceof Value.Present(long difference) && difference != 0;
      case GAUGE, MAXIMUM, MINIMUM, FLAG, LAST_VALUE ->
          now.value(member) instanceof Value.Present
              && !now.value(member).equals(before.value(member));
      case SEQUENCE, STATIC, RESERVED -> false; // counters of bytes say the same more plainly
    };
  }
}
