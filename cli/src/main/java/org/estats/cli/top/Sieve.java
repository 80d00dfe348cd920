package org.estats.cli.top;

import java.util.Arrays;
import java.util.List;
import org.estats.EstatsSource;
import org.estats.Owner;
import org.estats.TcpState;
import org.estats.cli.select.Statistics;
import org.estats.filter.Filter;

/// Which connections a filter lets through. A connection is judged when it comes, when its state
/// changes, and when what the filter asks for may have changed; not at each reading.
final class Sieve {

  /// Statistics of so many connections are read one by one at a reading; the others wait for the
  /// next.
  private static final int STATISTICS_MAX = 500;

  private final EstatsSource source;
  private Filter filter;
  private boolean[] passes = {};
  private long[] judged = {};
  private TcpState[] states = {};
  private int waiting;
  private int next;

  Sieve(EstatsSource source, Filter filter) {
    this.source = source;
    this.filter = filter;
  }

  Filter filter() {
    return filter;
  }

  /// Sifts by another filter from now on.
  void use(Filter other) {
    filter = other;
    judgeAnew();
  }

  /// What the filter asks for may have changed, such as who holds sockets.
  void judgeAnew() {
    Arrays.fill(judged, 0);
  }

  /// How many connections have not been judged yet.
  int waiting() {
    return waiting;
  }

  /// Sifts.
  ///
  /// @return for each slot whether its connection passes
  boolean[] sift(Population all, Holders holders) {
    if (passes.length < all.slots()) {
      int length = Math.max(1024, Integer.highestOneBit(all.slots()) * 2);
      passes = Arrays.copyOf(passes, length);
      judged = Arrays.copyOf(judged, length);
      states = Arrays.copyOf(states, length);
    }
    if (filter.terms().isEmpty()) {
      Arrays.fill(passes, true);
      return passes;
    }
    if (filter.needsSnapshot()) {
      next = waiting > 0 ? next : 0;
      judgeAnewFrom(next);
    }
    int[] asked = {0};
    waiting = 0;
    all.forEach(slot -> {
      long cookie = all.connection(slot).cookie();
      if (judged[slot] == cookie && states[slot] == all.state(slot)) {
        return;
      }
      if (filter.needsSnapshot() && filter.matchesRow(all.row(slot))) {
        if (asked[0] == STATISTICS_MAX) {
          next = waiting++ == 0 ? slot : next;
          passes[slot] &= judged[slot] != 0;
          return;
        }
        asked[0]++;
      }
      passes[slot] = passes(all, slot, holders);
      judged[slot] = cookie;
      states[slot] = all.state(slot);
    });
    return passes;
  }

  private void judgeAnewFrom(int slot) {
    Arrays.fill(judged, Math.min(slot, judged.length), judged.length, 0);
  }

  private boolean passes(Population all, int slot, Holders holders) {
    List<Owner> owners = filter.needsOwner() ? holders.all(all.inode(slot)) : List.of();
    return filter.matches(
        all.row(slot), () -> owners, () -> Statistics.combined(source, all.connection(slot)));
  }
}
