package org.estats.filter;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Finds what somebody who mistyped a name probably meant.
final class Nearest {

  /// Longer than any name there is; bounds the work.
  private static final int LENGTH_MAX = 48;

  /// More slips than this make another word.
  private static final int SLIPS_MAX = 4;

  private Nearest() {}

  /// The first of the names with the fewest slips from `typed`; empty if all are too far off.
  static Optional<String> to(String typed, Collection<String> names) {
    if (typed.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    String word = typed.toLowerCase(Locale.ROOT);
    int fewest = 1 + Math.clamp(word.length() / 3, 1, SLIPS_MAX);
    String nearest = null;
    for (String name : names) {
      int atLeast = Math.abs(word.length() - name.length());
      int slips = atLeast < fewest ? slips(word, name.toLowerCase(Locale.ROOT), fewest) : atLeast;
      if (slips < fewest) {
        fewest = slips;
        nearest = name;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /// Letters left out, put in, exchanged or swapped with their neighbour (Damerau's distance); any
  /// number from `enough` on if there are that many.
  private static int slips(String a, String b, int enough) {
    int[] twoAbove = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] reused = twoAbove;
      twoAbove = above;
      above = row;
      row = reused;
      row[0] = i;
      int least = i;
      for (int j = 1; j <= b.length(); j++) {
        int exchange = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(exchange, 1 + Math.min(above[j], row[j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], twoAbove[j - 2] + 1);
        }
        least = Math.min(least, row[j]);
      }
      if (least > enough) { // not >=, because a swap looks back by two rows
        return least;
      }
    }
    return row[b.length()];
  }
}
