package org.estats.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.estats.bench.BenchSupport.Ended;
import org.junit.jupiter.api.Test;

class BenchTest {
  @Test
  void anUnknownSectionIsNamedBeforeAnythingIsDone() throws Exception {
    Ended ended = BenchSupport.bench(false, "nonsense");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).startsWith("estats: no section nonsense").contains("usage: bench/run");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void helpNamesEverySection() throws Exception {
    Ended ended = BenchSupport.bench(false, "--help");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).contains("one", "many", "segment", "throughput", "memory");
  }
}
