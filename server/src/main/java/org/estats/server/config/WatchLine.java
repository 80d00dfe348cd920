package org.estats.server.config;

import java.util.Set;
import org.estats.catalogue.Switch;
import org.estats.filter.Filter;

/// A `watch =` of the configuration: which connections are switched on, those that are there and
/// those to come.
///
/// @param line where it stands; 0 if it is not out of a file
/// @param filter which connections
/// @param switches what is switched on
/// @param oneIn one of so many of those to come, by chance; 1 for every one
public record WatchLine(int line, Filter filter, Set<Switch> switches, int oneIn) {

  /// Copies the switches.
  public WatchLine {
    switches = Set.copyOf(switches);
  }
}
