package org.estats.diagnosis;

import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.Switch;

/// What lies between two readings of a connection. What is absent is NaN, which meets no threshold.
final class Differences {

  /// No member and no figure is below 0, save the absent ones.
  static final long NONE = Long.MIN_VALUE;

  private final Snapshot first;
  private final Snapshot last;
  private final double seconds;
  private int askedSwitches;
  private int sameSwitches;

  Differences(Snapshot first, Snapshot last) {
    this.first = first;
    this.last = last;
    this.seconds = last.after(first).toNanos() / 1e9;
  }

  /// Whether a switch was on all the time: its counters can be subtracted as they are.
  boolean isSame(Switch s) {
    int bit = s.bit();
    if ((askedSwitches & bit) == 0) {
      askedSwitches |= bit;
      sameSwitches |= last.isOnSince(s, first) ? bit : 0;
    }
    return (sameSwitches & bit) != 0;
  }

  /// By how much a counter rose; times in microseconds.
  double of(Member counter, Switch collectedBy) {
    if (isSame(collectedBy)) {
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

  /// What was acknowledged.
  double ackedBytes() {
    double counted = of(DataMember.THRU_BYTES_ACKED, Switch.DATA);
    return Double.isNaN(counted) ? acked(last) - acked(first) : counted;
  }

  /// What was acknowledged up to a reading: as it was counted, or, where the kernel's own count
  /// allows more than one answer, what was sent once and is on its way no more.
  static double acked(Snapshot snapshot) {
    double counted = number(snapshot, DataMember.THRU_BYTES_ACKED);
    return Double.isNaN(counted)
        ? number(snapshot, DataMember.DATA_BYTES_OUT)
            - number(snapshot, PathMember.BYTES_RETRANS)
            - number(snapshot, SendBuffMember.CUR_RETX_QUEUE)
        : counted;
  }

  /// What got across, in bit/s.
  double bitsPerSecond() {
    return ackedBytes() * Byte.SIZE / seconds;
  }

  double seconds() {
    return seconds;
  }
}
