package org.estats.lab.truth;

import java.util.Map;
import java.util.TreeMap;

/// The data that has arrived at one end, put together: what is there in order, and what came early.
final class Arrivals {

  private final TreeMap<Long, Long> early = new TreeMap<>();
  private long inOrder;

  /// Takes in the data from one offset to another.
  ///
  /// @return whether it is what was expected next
  boolean take(long from, long to) {
    boolean expected = from == inOrder;
    if (to <= inOrder) {
      return false;
    }
    early.merge(from, to, Math::max);
    Map.Entry<Long, Long> next = early.firstEntry();
    while (next != null && next.getKey() <= inOrder) {
      inOrder = Math.max(inOrder, next.getValue());
      early.pollFirstEntry();
      next = early.firstEntry();
    }
    return expected;
  }

  /// How much is there in order.
  long inOrder() {
    return inOrder;
  }

  /// Whether something before what has arrived is missing.
  boolean hasHole() {
    return !early.isEmpty();
  }

  /// From what is expected next to the far end of what came early.
  long span() {
    return early.values().stream().mapToLong(end -> end - inOrder).max().orElse(0);
  }
}
