package org.estats.linux;

import java.time.Duration;
import java.util.List;
import org.estats.linux.collector.HookCost;

/// Keeps what the collector costs within a share of one processor: before the share is reached, the
/// rules switch on fewer of the connections to come, and more again when there is room.
///
/// What is switched on stays on, so the cost follows as those connections end. Nothing else reaches
/// into the kernel: the thinning is a word that the rules look at once a connection.
public final class Governor {

  /// The largest thinning: of a million connections, fifteen.
  static final int THINNING_MAX = 1 << 16;

  /// Where it begins to thin, as a part of the budget: what is on already will go on costing.
  private static final double CLOSE = 0.8;

  /// Below this, half as much thinning would still leave room.
  private static final double ROOM = 0.35;

  private final double budget;

  /// @param budget the share of one processor, such as 0.01
  public Governor(double budget) {
    if (!(budget > 0 && budget <= 1)) {
      throw new IllegalArgumentException("a budget is more than 0 and at most 1, not " + budget);
    }
    this.budget = budget;
  }

  /// What was found, and what came of it.
  ///
  /// @param costs what each hook cost
  /// @param share what all of them took of one processor
  /// @param thinning of what the rules would take, one in so many is from now on
  public record Step(List<HookCost> costs, double share, int thinning) {}

  /// Measures for a while, and thins or fills up. Needs root.
  public Step step(Duration time) throws InterruptedException {
    List<HookCost> costs = KernelCollector.cost(time);
    double share = costs.stream().mapToDouble(HookCost::coreShare).sum();
    int standing = KernelCollector.thinning();
    int next = next(share, standing);
    if (next != standing) {
      KernelCollector.thin(next);
    }
    return new Step(costs, share, next);
  }

  /// How much to thin from now on. Steep upwards, since connections come faster than they go.
  int next(double share, int standing) {
    double used = share / budget;
    if (used >= 1) {
      return Math.min(THINNING_MAX, standing * 4);
    }
    if (used >= CLOSE) {
      return Math.min(THINNING_MAX, standing * 2);
    }
    return used < ROOM ? Math.max(1, standing / 2) : standing;
  }
}
