package org.estats.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RankingTest {

  @Test
  void saysTheSameAsSortingAll() {
    Random random = new Random(8);
    for (int draw = 0; draw < 500; draw++) {
      double[] measures = random.ints(random.nextInt(60), 0, 20).asDoubleStream().toArray();
      for (int i = 0; i < measures.length; i += 7) {
        measures[i] = Double.NaN;
      }
      int count = random.nextInt(25);
      int[] sorted =
          IntStream.range(0, measures.length)
              .filter(row -> !Double.isNaN(measures[row]) && row % 3 != 1)
              .boxed()
              .sorted(Comparator.<Integer>comparingDouble(row -> -measures[row]))
              .limit(count)
              .mapToInt(row -> row)
              .toArray();
      assertThat(Ranking.greatest(measures.length, count, r -> r % 3 != 1, r -> measures[r]))
          .containsExactly(sorted);
    }
  }

  @Test
  void keepsNothingOfNothing() {
    assertThat(Ranking.greatest(0, 5, row -> true, row -> 1)).isEmpty();
    assertThat(Ranking.greatest(5, 0, row -> true, row -> 1)).isEmpty();
    assertThat(Ranking.greatest(5, 3, row -> true, row -> Double.NaN)).isEmpty();
  }
}
