package org.estats.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.estats.server.sample.Fold;
import org.estats.server.series.Step;
import org.junit.jupiter.api.Test;

/// How many groups there may be, whatever strangers do.
class SumsTest {

  private static final Step NOTHING = new Step(null, null);

  private static void tick(Sums sums, long tick, int from, int to) {
    sums.begin();
    for (int i = from; i < to; i++) {
      sums.add("10." + (i >> 8) + "." + (i & 255) + ".0/24", NOTHING, tick);
    }
  }

  @Test
  void sixtyThousandNetworksAreNoMoreThanThereIsPlaceForAndNoneIsLost() {
    Sums sums = new Sums(Fold.REMOTE, 50);
    tick(sums, 1, 0, 60_000);
    tick(sums, 2, 0, 60_000);
    assertThat(sums.groups()).hasSize(51).containsKey(Sums.OTHER);
    assertThat(sums.groups().get(Sums.OTHER).connections()).isEqualTo(60_000 - 50);
    assertThat(sums.groups().values().stream().mapToInt(Sums.Group::connections).sum())
        .isEqualTo(60_000);
  }

  @Test
  void whoHasBeenAwayForLongMakesRoom() {
    Sums sums = new Sums(Fold.REMOTE, 2);
    tick(sums, 1, 0, 2);
    tick(sums, 2, 1, 4); // the first has gone, but not for long
    assertThat(sums.groups()).containsOnlyKeys("10.0.0.0/24", "10.0.1.0/24", Sums.OTHER);
    tick(sums, 1000, 3, 4);
    assertThat(sums.groups()).containsKey("10.0.3.0/24").hasSizeLessThanOrEqualTo(3);
  }
}
