package org.estats.lab.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrawTest {

  private static final GroundScenario LOSSY =
      ScenarioFile.parse(
          "lossy",
          """
          truth = random-loss
          rtt = 10..200ms
          rate = 10..300Mbit
          queue = 0.5..2bdp
          impaired loss = 0.3..5%
          """);

  @Test
  void theSameSeedDrawsTheSame() {
    assertThat(LOSSY.draw(7, true)).isEqualTo(LOSSY.draw(7, true));
    assertThat(LOSSY.draw(7, true)).isNotEqualTo(LOSSY.draw(8, true));
  }

  @Test
  void theImpairmentIsAllThatDiffersWithoutIt() {
    for (int seed = 1; seed < 100; seed++) {
      Draw ill = LOSSY.draw(seed, true);
      Draw well = LOSSY.draw(seed, false);
      assertThat(well.words()).isEqualTo(ill.words());
      Set<Setting> differing = EnumSet.allOf(Setting.class);
      differing.removeIf(
          s -> java.util.Objects.equals(ill.numbers().get(s), well.numbers().get(s)));
      assertThat(differing).containsExactly(Setting.LOSS);
      assertThat(well.number(Setting.LOSS)).isZero();
    }
  }

  @Test
  void whatIsDrawnIsInItsRangeAndFillsIt() {
    double least = 1;
    double most = 0;
    for (int seed = 1; seed < 300; seed++) {
      double rtt = LOSSY.draw(seed, true).number(Setting.RTT);
      assertThat(rtt).isBetween(0.01, 0.2);
      least = Math.min(least, rtt);
      most = Math.max(most, rtt);
    }
    assertThat(least).isLessThan(0.011);
    assertThat(most).isGreaterThan(0.18);
  }

  @Test
  void noPathIsLongerThanAFlowOfSecondsFills() {
    for (int seed = 1; seed < 300; seed++) {
      Draw draw = LOSSY.draw(seed, true);
      double bdpBytes = draw.number(Setting.RTT) * draw.number(Setting.RATE) / 8;
      assertThat(bdpBytes).isLessThan(1_500_001);
      double queueBytes = draw.number(Setting.QUEUE);
      assertThat(queueBytes)
          .isBetween(Math.min(15_000, bdpBytes / 2), Math.max(15_000, 2 * bdpBytes));
    }
  }

  @Test
  void sizesMayBeMultiplesOfThePathsOwn() {
    GroundScenario relative =
        ScenarioFile.parse(
            "x",
            """
            truth = reordering
            rtt = 50ms
            rate = 16Mbit
            queue = 3bdp
            reorder = 0.5rtt
            read-rate = 0.25rate
            """);
    Draw draw = relative.draw(1, true);
    assertThat(draw.number(Setting.QUEUE)).isCloseTo(300_000, within(1e-6));
    assertThat(draw.number(Setting.REORDER)).isCloseTo(0.025, within(1e-12));
    assertThat(draw.number(Setting.READ_RATE)).isCloseTo(4e6, within(1e-6));
    assertThat(draw.toString())
        .startsWith("rtt=0.05 rate=1.60e7 queue=3.00e5 reorder=0.025 family=")
        .contains(" congestion=")
        .endsWith("read-rate=4.00e6");
  }
}
