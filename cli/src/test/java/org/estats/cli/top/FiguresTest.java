package org.estats.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// Numbers in few characters.
class FiguresTest {

  @Test
  void numbersTakeFiveCharactersAtMost() {
    assertThat(Figures.si(0)).isEqualTo("0");
    assertThat(Figures.si(950)).isEqualTo("950");
    assertThat(Figures.si(999.7)).isEqualTo("1.0k");
    assertThat(Figures.si(8_000_000)).isEqualTo("8.0M");
    assertThat(Figures.si(123_456_000)).isEqualTo("123M");
    for (double n = 0.3; n < 1e15; n *= 1.7) {
      assertThat(Figures.si(n)).hasSizeLessThanOrEqualTo(5);
    }
  }

  @Test
  void whatIsNotKnownIsAHyphenAndNeverZero() {
    assertThat(Figures.si(Double.NaN)).isEqualTo("-");
    assertThat(Figures.percent(Double.NaN)).isEqualTo("-");
    assertThat(Figures.millis(0)).isEqualTo("-");
  }

  @Test
  void percentagesAndTimesAreRounded() {
    assertThat(Figures.percent(0)).isEqualTo("0");
    assertThat(Figures.percent(0.0123)).isEqualTo("1.2");
    assertThat(Figures.percent(1)).isEqualTo("100");
    assertThat(Figures.millis(82_340)).isEqualTo("82.3");
  }

  @Test
  void aSparkIsAsWideAsAskedAndKeepsTheLatest() {
    String spark = Figures.spark(new double[] {9, 0, 1, Double.NaN, 1}, 3);
    assertThat(spark).hasSize(3);
    assertThat(spark.charAt(0)).isEqualTo(spark.charAt(2)).isNotEqualTo(' ');
    assertThat(spark.charAt(1)).as("no number, no block").isEqualTo(' ');
    assertThat(Figures.spark(new double[] {1}, 4)).startsWith("   ").hasSize(4);
  }

  @Test
  void theLocaleSaysWhetherThereAreBlocks() {
    assertThat(Figures.isUnicode(Map.of("LANG", "de_DE.utf8"))).isTrue();
    assertThat(Figures.isUnicode(Map.of("LC_ALL", "C", "LANG", "de_DE.UTF-8"))).isFalse();
    assertThat(Figures.isUnicode(Map.of())).isFalse();
  }
}
