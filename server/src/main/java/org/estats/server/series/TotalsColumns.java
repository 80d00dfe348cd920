package org.estats.server.series;

import java.util.List;

/// The figures of the whole machine of which series are kept.
public final class TotalsColumns {

  private static final double FINE = 1e-6;

  /// The columns.
  public static final List<Column> COLUMNS =
      List.of(
          new Column("outBitsPerSecond", "bit/s", true, 1),
          new Column("inBitsPerSecond", "bit/s", true, 1),
          new Column("retransShare", "share", true, FINE),
          new Column("rttP50Micros", "us", false, 1),
          new Column("rttP99Micros", "us", false, 1),
          new Column("connections", "count", false, 1),
          new Column("limitedSender", "share", false, FINE),
          new Column("limitedReceiver", "share", false, FINE),
          new Column("limitedNetwork", "share", false, FINE),
          new Column("resets", "/s", true, 1e-3));

  private TotalsColumns() {}

  /// What is stored of figures in the order of the columns, NaN where there is none.
  public static long[] stored(double... shown) {
    long[] stored = new long[COLUMNS.size()];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = COLUMNS.get(i).stored(shown[i]);
    }
    return stored;
  }
}
