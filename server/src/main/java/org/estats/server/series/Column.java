package org.estats.server.series;

/// One of the figures that a series keeps, and how its stored number reads.
///
/// @param name `Group.Member`, or a name of the totals
/// @param unit what it is shown in
/// @param isRate whether it is a rate, of which several become their mean; else the last holds
/// @param factor by which a stored number is multiplied
public record Column(String name, String unit, boolean isRate, double factor) {

  /// The number that stands for none.
  public static final long ABSENT = 0;

  /// The number under which a figure is stored; it may not be negative.
  public long stored(double shown) {
    return shown >= 0 ? 1 + Math.round(shown / factor) : ABSENT;
  }

  /// The figure; NaN if there is none.
  public double shown(long stored) {
    return stored == ABSENT ? Double.NaN : (stored - 1) * factor;
  }
}
