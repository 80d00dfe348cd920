package org.estats.lab.ground;

import java.util.EnumMap;
import java.util.Map;

/// A kind of connection with a known illness, or with none.
///
/// @param name the name on the command line
/// @param truth what is the matter with it
/// @param settings what the path, the hosts and the traffic are like
/// @param impairment what makes it ill: settings that hold instead, but not in the run that shows
///   whether they matter
record GroundScenario(
    String name, Truth truth, Map<Setting, Range> settings, Map<Setting, Range> impairment) {

  /// Copies the maps.
  public GroundScenario {
    settings = Map.copyOf(settings);
    impairment = Map.copyOf(impairment);
  }

  /// Whether there is an impairment at all.
  public boolean isImpaired() {
    return !impairment.isEmpty();
  }

  /// One point in the ranges.
  ///
  /// @param isImpaired whether with the impairment
  Draw draw(long seed, boolean isImpaired) {
    Map<Setting, Range> ranges = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      ranges.put(setting, settings.getOrDefault(setting, setting.standard()));
    }
    if (isImpaired) {
      ranges.putAll(impairment);
    }
    return Draw.of(ranges, seed);
  }
}
