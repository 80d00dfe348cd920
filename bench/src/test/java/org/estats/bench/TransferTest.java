package org.estats.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.estats.bench.Transfer.Runs;
import org.junit.jupiter.api.Test;

class TransferTest {
  @Test
  void netIsWithoutWhatAnEmptyProgramTakes() {
    // 100 segments: 90 ns each on the hot hook, and 10 runs of 70 ns on others; empty takes 30 ns.
    Transfer transfer =
        new Transfer(1e6, new Runs(100, 9_000), new Runs(10, 700), new Runs(200, 6_000), 0);
    assertThat(transfer.probeNet()).isEqualTo(60);
    assertThat(transfer.allNet()).isEqualTo(64);
  }
}
