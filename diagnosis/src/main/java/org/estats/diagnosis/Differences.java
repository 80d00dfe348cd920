package org.estats.diagnosis;

import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;

/// What lies between two readings of a connection. What is absent is NaN, which meets no threshold.
final class Differences {

  private static final Switch[] SWITCHES = Switch.values();

  /// No member and no figure is below 0, save the absent ones.
  static final long NONE = Long.MIN_VALUE;

  private final Snapshot first;
  private final Snapshot last;
  private final int sameSwitches;
  private final double seconds;

  Differences(Snapshot first, Snapshot last) {
    this.first = first;
    this.last = last;
    this.sameSwitches = sameSwitches(first, last);
    this.seconds = last.after(first).toNanos() / 1e9;
  }

  /// The switches that were on all the time: their counters can be subtracted as they are.
  private static int sameSwitches(Snapshot first, Snapshot last) {
    int mask = 0;
    for (Switch s : SWITCHES) {
      if (last.isOnSince(s, first)) {
        mask |= s.bit();
      }
    }
    return mask;
  }

  /// By how much a counter rose; times in microseconds.
  double of(Member counter, Switch collectedBy) {
    if ((sameSwitches & collectedBy.bit()) != 0) {
      long before = first.exactOr(counter, -1);
      long after = last.exactOr(counter, -1);
      return before >= 0 && after >= before ? after - before : Double.NaN;
    }
    Value value = last.difference(counter, first);
    double factor = counter.unit() == org.estats.catalogue.Unit.MILLISECONDS ? 1000 : 1;
    return value instanceof Value.Present(long number) ? number * factor : Double.NaN;
  }

  /// What a gauge or a mark is at the end; times in microseconds.
  double last(Member member) {
    return number(last, member);
  }

  /// What a gauge was at the beginning.
  double first(Member member) {
    return number(first, member);
  }

  static double number(Snapshot snapshot, Member member) {
    long number = snapshot.exactOr(member, NONE);
    return number == NONE ? Double.NaN : number;
  }

  double seconds() {
    return seconds;
  }
}
