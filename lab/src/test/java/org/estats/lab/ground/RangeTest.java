package org.estats.lab.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangeTest {

  @Test
  void numbersAreDrawnByTheirOrderOfMagnitude() {
    Range range = Range.of("1..100ms");
    assertThat(range.unit()).isEqualTo(Range.Unit.MILLIS);
    assertThat(range.at(0)).isEqualTo(1);
    assertThat(range.at(0.5)).isCloseTo(10, within(1e-9));
    assertThat(range.at(1)).isCloseTo(100, within(1e-9));
  }

  @Test
  void oneNumberIsAlwaysThatNumber() {
    assertThat(Range.of("0.05%")).isEqualTo(new Range(0.05, 0.05, Range.Unit.PERCENT, List.of()));
    assertThat(Range.of("0B").at(0.7)).isZero();
    assertThat(Range.of("0.5..2.5bdp")).isEqualTo(new Range(0.5, 2.5, Range.Unit.BDP, List.of()));
  }

  @Test
  void wordsAreDrawnEvenly() {
    Range range = Range.of("cubic|reno|bbr");
    assertThat(range.wordAt(0)).isEqualTo("cubic");
    assertThat(range.wordAt(0.5)).isEqualTo("reno");
    assertThat(range.wordAt(Math.nextDown(1.0))).isEqualTo("bbr");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5..1ms", "0..3ms", "3parsec", "-1s", "1..", "a b", "cubic|"})
  void whatIsNoRangeIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Range.of(text));
  }
}
