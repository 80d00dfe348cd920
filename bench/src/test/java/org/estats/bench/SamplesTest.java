package org.estats.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
  static Samples of(double... values) {
    Samples samples = new Samples();
    DoubleStream.of(values).forEach(samples::add);
    return samples;
  }

  @Test
  void theMedianIsTheMiddleWhateverTheOrder() {
    assertThat(of(9, 1, 5).median()).isEqualTo(5);
    assertThat(of(9, 1, 5, 4).median()).isEqualTo(4.5);
    assertThat(of(9, 1, 5).lowest()).isEqualTo(1);
    assertThat(of(9, 1, 5).highest()).isEqualTo(9);
  }

  @Test
  void aRatioComparesEachRoundWithItself() {
    // The third round was disturbed as a whole: the ratio of medians would be 2.5.
    assertThat(of(20, 30, 900).over(of(10, 12, 450)).median()).isEqualTo(2);
  }

  @Test
  void roundsThatDoNotPairUpAreNoRatio() {
    assertThatThrownBy(() -> of(1, 2).over(of(1))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void changingLeavesTheOriginalAlone() {
    Samples samples = of(1, 2, 3);
    assertThat(samples.map(v -> v * 10).median()).isEqualTo(20);
    assertThat(samples.median()).isEqualTo(2);
  }
}
