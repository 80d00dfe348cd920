package org.estats.cli.select;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Finds what somebody who mistyped a name probably meant.
public final class Spelling {

  private static final int LENGTH_MAX = 40;

  private Spelling() {}

  /// The name with the fewest slips from what was typed; else one that begins with it; empty if
  /// none is near.
  public static Optional<String> nearest(String typed, Collection<String> names) {
    if (typed.isEmpty() || typed.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    String word = typed.toLowerCase(Locale.ROOT);
    String nearest = null;
    int fewest = 1 + Math.max(1, word.length() / 3);
    for (String name : names) {
      String other = name.toLowerCase(Locale.ROOT);
      int slips = other.startsWith(word) ? 1 : slips(word, other);
      if (slips < fewest) {
        fewest = slips;
        nearest = name;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /// `; did you mean X?`, or nothing.
  public static String didYouMean(String typed, Collection<String> names) {
    return nearest(typed, names).map(name -> "; did you mean " + name + "?").orElse("");
  }

  /// Letters left out, put in, exchanged or swapped with their neighbour.
  private static int slips(String a, String b) {
    int[][] slips = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          slips[i][j] = i + j;
          continue;
        }
        int exchange = slips[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        slips[i][j] = Math.min(exchange, 1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
        boolean isSwapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (isSwapped) {
          slips[i][j] = Math.min(slips[i][j], 1 + slips[i - 2][j - 2]);
        }
      }
    }
    return slips[a.length()][b.length()];
  }
}
