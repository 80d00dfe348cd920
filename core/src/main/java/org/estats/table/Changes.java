package org.estats.table;

import org.estats.Absence;
import org.estats.Connection;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;

/// What has changed from one table to a later one: connections are the same if their cookies are.
public final class Changes {

  /// No row: the connection was not in the table.
  public static final int NONE = -1;

  private static final double NANOS_PER_SECOND = 1e9;

  private final SnapshotTable before;
  private final SnapshotTable now;

  /// Rows of the earlier table by their cookie, one more than their number; 0 is a free place.
  private final int[] places;

  /// Compares two tables. Both must stay open while this is used.
  public Changes(SnapshotTable before, SnapshotTable now) {
    this.before = before;
    this.now = now;
    places = new int[Integer.highestOneBit(Math.max(8, before.size())) * 4];
    for (int row = 0; row < before.size(); row++) {
      long cookie = before.cookie(row);
      if (cookie != Connection.UNKNOWN_COOKIE) {
        places[placeOf(cookie)] = row + 1;
      }
    }
  }

  /// Where a cookie is, or would be.
  private int placeOf(long cookie) {
    int mask = places.length - 1;
    int place = (int) (cookie * 0x9E3779B97F4A7C15L >>> 32) & mask;
    while (places[place] != 0 && before.cookie(places[place] - 1) != cookie) {
      place = place + 1 & mask;
    }
    return place;
  }

  /// The row of the earlier table that is the connection of a row of the later one, or [#NONE].
  public int before(int row) {
    long cookie = now.cookie(row);
    return cookie == Connection.UNKNOWN_COOKIE ? NONE : places[placeOf(cookie)] - 1;
  }

  /// How far a counter of a row of the later table has come, times in microseconds: from zero if
  /// its group was switched on meanwhile. Where that cannot be told, the code of an [Absence].
  public long difference(int row, Member counter) {
    long number = now.exact(row, counter);
    if (Absence.isAbsence(number)) {
      return number;
    }
    int earlier = before(row);
    if (earlier == NONE || isOtherKind(row, earlier)) {
      return Absence.NO_SAMPLE_YET.code();
    }
    if (beganSince(row, earlier, counter)) {
      return number;
    }
    long base = before.exact(earlier, counter);
    if (Absence.isAbsence(base)) {
      return base == Absence.NO_SAMPLE_YET.code() ? number : Absence.AMBIGUOUS.code();
    }
    return number < base ? Absence.AMBIGUOUS.code() : number - base;
  }

  /// What tcp_info gives is of the whole life and cannot be set beside what was switched on.
  private boolean isOtherKind(int row, int earlier) {
    return now.isOfTcpInfo(row) != before.isOfTcpInfo(earlier) && before.isOfTcpInfo(earlier);
  }

  private boolean beganSince(int row, int earlier, Member counter) {
    Switch by = counter.collectedBy().orElse(null);
    return by != null
        && (now.on(row) & by.bit()) != 0
        && now.sinceNanos(row, by) > before.takenNanos(earlier);
  }

  /// How long lies between the two readings of a row of the later table, in seconds; NaN if it was
  /// not in the earlier.
  public double seconds(int row) {
    int earlier = before(row);
    return earlier == NONE
        ? Double.NaN
        : (now.takenNanos(row) - before.takenNanos(earlier)) / NANOS_PER_SECOND;
  }

  /// By how much a counter has grown in a second; NaN where that cannot be told.
  public double rate(int row, Member counter) {
    long difference = difference(row, counter);
    return Absence.isAbsence(difference) ? Double.NaN : difference / seconds(row);
  }
}
