package org.estats.server.series;

import java.util.Arrays;
import java.util.List;
import org.estats.Absence;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;
import org.estats.catalogue.Unit;

/// What counters have counted between two readings of a connection, worked out once for all who
/// ask. Times are in seconds. What is not known is NaN.
public final class Step {

  /// The counters of which this is known.
  public static final List<Member> COUNTERS =
      MemberColumns.MEMBERS.stream().filter(m -> m.kind() == Kind.COUNTER).toList();

  private static final double MICRO = 1e-6;
  private static final double MILLI = 1e-3;
  private static final Switch[] SWITCHES = Switch.values();
  private static final int[] PLACES = new int[Catalogue.members().size()];
  private static final int[] INDEXES = COUNTERS.stream().mapToInt(Member::index).toArray();
  private static final int[] BITS = new int[COUNTERS.size()];
  private static final double[] FACTORS = new double[COUNTERS.size()];

  static {
    Arrays.fill(PLACES, -1);
    for (int i = 0; i < BITS.length; i++) {
      Member counter = COUNTERS.get(i);
      PLACES[counter.index()] = i;
      BITS[i] = counter.collectedBy().map(Switch::bit).orElse(0);
      FACTORS[i] = counter.unit() == Unit.MILLISECONDS ? MICRO : 1; // as they travel
    }
  }

  private final double seconds;
  private final double[] differences = new double[BITS.length];

  /// @param before the earlier reading; null if there was none
  public Step(Snapshot before, Snapshot now) {
    seconds = before == null ? Double.NaN : now.after(before).toNanos() / 1e9;
    int same = before == null ? 0 : sameSwitches(before, now);
    for (int i = 0; i < differences.length; i++) {
      differences[i] =
          before == null
              ? Double.NaN
              : (same & BITS[i]) != 0
                  ? counted(i, before.raw(INDEXES[i]), now.raw(INDEXES[i]))
                  : begun(COUNTERS.get(i), before, now);
    }
  }

  /// The switches that have been on all the time: what they collect can be subtracted as it is.
  private static int sameSwitches(Snapshot before, Snapshot now) {
    int mask = 0;
    for (Switch s : SWITCHES) {
      if (now.isOnSince(s, before)) {
        mask |= s.bit();
      }
    }
    return mask;
  }

  private static double counted(int place, long before, long now) {
    boolean isKnown = !Absence.isAbsence(before) && !Absence.isAbsence(now) && now >= before;
    return isKnown ? (now - before) * FACTORS[place] : Double.NaN;
  }

  private static double begun(Member counter, Snapshot before, Snapshot now) {
    double factor = counter.unit() == Unit.MILLISECONDS ? MILLI : 1;
    return now.difference(counter, before) instanceof Value.Present(long number)
        ? number * factor
        : Double.NaN;
  }

  /// The time between the two; NaN if there was no earlier one.
  public double seconds() {
    return seconds;
  }

  /// How far a counter has come.
  ///
  /// @param counter one of [#COUNTERS]
  public double difference(Member counter) {
    return differences[PLACES[counter.index()]];
  }

  /// The same by its place in [#COUNTERS].
  public double difference(int place) {
    return differences[place];
  }

  /// The same a second.
  public double perSecond(Member counter) {
    return seconds > 0 ? difference(counter) / seconds : Double.NaN;
  }
}
