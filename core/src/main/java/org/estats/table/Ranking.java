package org.estats.table;

import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/// The greatest of many rows, without sorting them all: a heap of those kept so far, its smallest
/// on top.
public final class Ranking {

  private final double[] measures;
  private final int[] rows;
  private int size;

  private Ranking(int count) {
    measures = new double[count];
    rows = new int[count];
  }

  /// The rows for which a measure is greatest, the greatest first; of equals, the earlier row
  /// first.
  ///
  /// @param size how many rows there are
  /// @param count how many are wanted at most
  /// @param chosen which rows take part; asked only of rows that would be kept
  /// @param measure NaN for a row that has none and takes no part
  public static int[] greatest(
      int size, int count, IntPredicate chosen, IntToDoubleFunction measure) {
    Ranking kept = new Ranking(Math.min(count, size));
    for (int row = 0; row < size && count > 0; row++) {
      double m = measure.applyAsDouble(row);
      if (kept.wouldKeep(m) && chosen.test(row)) {
        kept.keep(m, row);
      }
    }
    int[] found = new int[kept.size];
    for (int i = found.length - 1; i >= 0; i--) {
      found[i] = kept.removeLeast();
    }
    return found;
  }

  private boolean wouldKeep(double measure) {
    return !Double.isNaN(measure) && (size < rows.length || measure > measures[0]);
  }

  private void keep(double measure, int row) {
    if (size < rows.length) {
      up(size++, measure, row);
    } else {
      down(measure, row);
    }
  }

  private int removeLeast() {
    int least = rows[0];
    size--;
    if (size > 0) {
      down(measures[size], rows[size]);
    }
    return least;
  }

  /// Of equals the later row is the lesser.
  private boolean isLess(double measure, int row, int place) {
    return measure < measures[place] || measure == measures[place] && row > rows[place];
  }

  private void up(int from, double measure, int row) {
    int place = from;
    while (place > 0 && isLess(measure, row, (place - 1) / 2)) {
      put(place, measures[(place - 1) / 2], rows[(place - 1) / 2]);
      place = (place - 1) / 2;
    }
    put(place, measure, row);
  }

  private void down(double measure, int row) {
    int place = 0;
    for (int child = 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && isLess(measures[child + 1], rows[child + 1], child)) {
        child++;
      }
      if (isLess(measure, row, child)) {
        break;
      }
      put(place, measures[child], rows[child]);
      place = child;
    }
    put(place, measure, row);
  }

  private void put(int place, double measure, int row) {
    measures[place] = measure;
    rows[place] = row;
  }
}
