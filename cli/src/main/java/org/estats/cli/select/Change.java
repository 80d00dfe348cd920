package org.estats.cli.select;

import java.time.Instant;
import java.util.Optional;
import org.estats.Absence;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.Unit;

/// What has become of a connection between two snapshots.
///
/// @param before the earlier one
/// @param now the later one
public record Change(Snapshot before, Snapshot now) {

  /// A counter's difference; any other member as it is now.
  public Value of(Member member) {
    if (member.kind() != Kind.COUNTER) {
      return now.value(member);
    }
    if (hasLeft(member)) {
      return new Value.Absent(Absence.OFF);
    }
    return switch (now.exact(member)) {
      case Value.Absent absent -> absent;
      case Value.Present(long number) -> difference(member, number);
    };
  }

  /// Whether the member was collected before and comes from elsewhere now.
  private boolean hasLeft(Member member) {
    return member
        .collectedBy()
        .map(s -> before.on().contains(s) && !now.on().contains(s))
        .orElse(false);
  }

  private Value difference(Member member, long number) {
    long base =
        switch (base(member)) {
          case Value.Present(long before) -> before;
          case Value.Absent(Absence why) -> {
            boolean beganSince = why == Absence.OFF || why == Absence.NO_SAMPLE_YET;
            yield beganSince ? 0 : -1;
          }
        };
    if (base < 0 || number < base) { // not known before, or a narrow counter came round
      return new Value.Absent(Absence.AMBIGUOUS);
    }
    long difference = number - base;
    boolean isMillis = member.unit() == Unit.MILLISECONDS;
    return new Value.Present(isMillis ? (difference + 500) / 1000 : difference);
  }

  /// What the counter was before; 0 if its group was switched on since.
  private Value base(Member member) {
    Optional<Instant> since = member.collectedBy().flatMap(now::since);
    boolean beganSince = since.map(s -> s.isAfter(before.taken())).orElse(false);
    return beganSince ? new Value.Present(0) : before.exact(member);
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
