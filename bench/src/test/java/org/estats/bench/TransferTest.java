package org.estats.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.estats.bench.Transfer.Runs;
import org.junit.jupiter.api.Test;

class TransferTest {
  @Test
  void netIsWithoutWhatAnEmptyProgramTakes() {
    // 100 segments: 90 ns each on the hot hook, and 10 runs of 70 ns on others; empty takes 30 ns.
    Transfer transfer = transfer(100);
    assertThat(transfer.probeNet()).isEqualTo(60);
    assertThat(transfer.allNet()).isEqualTo(64);
  }

  @Test
  void runsWithoutASegmentOfOursAreSomebodyElses() {
    assertThat(transfer(100).isDisturbed()).isFalse();
    assertThat(transfer(120).isDisturbed()).as("merged while the socket was locked").isFalse();
    assertThat(transfer(90).isDisturbed()).isTrue();
  }

  private static Transfer transfer(double segments) {
    return new Transfer(
        1e6, new Runs(100, 9_000), new Runs(10, 700), new Runs(200, 6_000), 0, segments);
  }
}
