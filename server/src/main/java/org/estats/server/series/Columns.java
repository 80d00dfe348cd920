package org.estats.server.series;

import java.util.Arrays;
import java.util.List;

/// Series as they are plotted: an array of times, and one for each column. NaN where there is none.
///
/// @param everySeconds between points
/// @param t the times, in seconds since 1970
/// @param columns which
/// @param shown the figures, by column
/// @param high where several samples became a point, the largest of them
/// @param low the smallest of them
/// @param isReduced whether several did
public record Columns(
    double everySeconds,
    double[] t,
    List<Column> columns,
    double[][] shown,
    double[][] high,
    double[][] low,
    boolean isReduced) {

  /// The same at later times.
  Columns later(long millis) {
    for (int p = 0; millis != 0 && p < t.length; p++) {
      t[p] += millis / 1e3;
    }
    return this;
  }

  /// The series of a track.
  ///
  /// @param wanted the columns
  /// @param fromMillis from when
  /// @param toMillis until when
  /// @param pointsMax at most so many points
  public static Columns of(
      Track track,
      List<Column> wanted,
      long fromMillis,
      long toMillis,
      long everyMillis,
      int pointsMax) {
    List<Chunk> chunks = track.chunks();
    long first = chunks.isEmpty() ? 0 : chunks.getFirst().slot();
    long end = chunks.isEmpty() ? 0 : chunks.getLast().endSlot();
    long from = Math.max(first, Math.ceilDiv(fromMillis, everyMillis));
    long to = Math.min(end, Math.floorDiv(toMillis, everyMillis) + 1);
    long slots = Math.max(0, to - from);
    long each = Math.max(1, Math.ceilDiv(slots, pointsMax));
    from = Math.floorDiv(from, each) * each; // the same points, however the window moves
    Filling filling =
        new Filling(track.columns(), wanted, from, each, (int) Math.ceilDiv(to - from, each));
    for (Chunk chunk : chunks) {
      if (chunk.endSlot() > from && chunk.slot() < to) {
        chunk.forEach(
            track.columns().size(),
            (slot, values) -> {
              for (int i = 0; i < chunk.step() && values != null; i++) {
                filling.add(slot + i, values);
              }
            });
      }
    }
    return filling.finish(everyMillis);
  }

  /// Points while they are being filled.
  private static final class Filling {

    private final List<Column> wanted;
    private final int[] places;
    private final long from;
    private final long each;
    private final double[][] shown;
    private final double[][] high;
    private final double[][] low;
    private final int[][] counts;
    private final int points;

    Filling(List<Column> all, List<Column> wanted, long from, long each, int points) {
      this.wanted = wanted;
      this.points = Math.max(0, points);
      places = wanted.stream().mapToInt(all::indexOf).toArray();
      this.from = from;
      this.each = each;
      shown = nothing(wanted.size(), this.points);
      high = nothing(wanted.size(), this.points);
      low = nothing(wanted.size(), this.points);
      counts = new int[wanted.size()][this.points];
    }

    private static double[][] nothing(int columns, int points) {
      double[][] nothing = new double[columns][points];
      for (double[] column : nothing) {
        Arrays.fill(column, Double.NaN);
      }
      return nothing;
    }

    void add(long slot, long[] values) {
      long point = Math.floorDiv(slot - from, each);
      if (point < 0 || point >= points) {
        return;
      }
      int p = (int) point;
      for (int c = 0; c < places.length; c++) {
        double value = wanted.get(c).shown(values[places[c]]);
        if (Double.isNaN(value)) {
          continue;
        }
        boolean isFirst = counts[c][p]++ == 0;
        shown[c][p] = wanted.get(c).isRate() && !isFirst ? shown[c][p] + value : value;
        high[c][p] = isFirst ? value : Math.max(high[c][p], value);
        low[c][p] = isFirst ? value : Math.min(low[c][p], value);
      }
    }

    Columns finish(long everyMillis) {
      double[] t = new double[points];
      for (int p = 0; p < points; p++) {
        t[p] = (from + p * each) * everyMillis / 1e3;
        for (int c = 0; c < places.length; c++) {
          if (wanted.get(c).isRate() && counts[c][p] > 1) {
            shown[c][p] /= counts[c][p];
          }
        }
      }
      return new Columns(each * everyMillis / 1e3, t, wanted, shown, high, low, each > 1);
    }
  }
}
