package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// How the governor thins; it measures nothing here.
class GovernorTest {

  private final Governor governor = new Governor(0.01);

  @Test
  void itThinsBeforeTheBudgetIsReachedAndSteeplyBeyond() {
    assertThat(governor.next(0.0079, 1)).isEqualTo(1);
    assertThat(governor.next(0.0081, 1)).isEqualTo(2);
    assertThat(governor.next(0.02, 2)).isEqualTo(8);
    assertThat(governor.next(1, Governor.THINNING_MAX)).isEqualTo(Governor.THINNING_MAX);
  }

  @Test
  void itFillsUpAgainOnlyWhereTwiceAsMuchWouldStillFit() {
    assertThat(governor.next(0.0036, 8)).isEqualTo(8);
    assertThat(governor.next(0.0034, 8)).isEqualTo(4);
    assertThat(governor.next(0, 1)).isEqualTo(1);
  }

  @Test
  void aBudgetIsAShareOfOneProcessor() {
    assertThatThrownBy(() -> new Governor(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Governor(1.1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Governor(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }
}
