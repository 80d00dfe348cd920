package org.estats.server.sample;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All connections at a tick. Never changes.
///
/// @param tick the number of the sample; rises by one
/// @param taken when it was taken
/// @param lines the connections, in no order
/// @param byId the same by [Identity#id()]
/// @param totals the machine in one line
public record Board(
    long tick, Instant taken, List<Line> lines, Map<String, Line> byId, Totals totals) {

  /// The connection of an id; empty if it is not there.
  public Optional<Line> line(String id) {
    return Optional.ofNullable(byId.get(id));
  }
}
