package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.estats.lab.fault.Hold;
import org.estats.lab.fault.MarkCe;
import org.estats.lab.truth.FlowTruth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Faults that strike segments drawn at random.
@ExtendWith(OpenableLab.class)
class DrawnFaultTest {

  private static final LinkOptions LINE = LinkOptions.symmetric(50_000_000, Duration.ofMillis(20));
  private static final long BYTES = 2_000_000;
  private static final double SHARE = 0.1;

  @Test
  void aShareOfTheSegmentsIsMarked() throws Exception {
    HostOptions ecn = HostOptions.standard().withEcn(1);
    try (Lab lab = Lab.open(LINE, ecn, ecn)) {
      lab.link().afterBottleneck(Direction.TO_SERVER, MarkCe.share(SHARE, 1));
      TransferResult result = Transfer.of(BYTES).run(lab);

      long segments = FlowTruth.of(lab.log(), Side.CLIENT, result.client()).dataSegmentsSent();
      double marked = lab.server().counters().sum("IpExt.InCEPkts");
      assertThat(marked / segments)
          .as("of %d segments, four deviations on either side", segments)
          .isBetween(SHARE - 0.033, SHARE + 0.033);
    }
  }

  @Test
  void aShareOfTheSegmentsIsOvertaken() throws Exception {
    try (Lab lab = Lab.open(LINE)) {
      lab.link().afterBottleneck(Direction.TO_SERVER, Hold.share(SHARE, Duration.ofMillis(5), 1));
      TransferResult result = Transfer.of(BYTES).run(lab);

      FlowTruth truth = FlowTruth.of(lab.log(), Side.CLIENT, result.client());
      assertThat(result.intact()).isTrue();
      assertThat(lab.link().counters(Direction.TO_SERVER).scripted()).isZero();
      assertThat(truth.sackOptionsReceived())
          .as("each that is overtaken by others makes some")
          .isGreaterThan(Math.round(truth.dataSegmentsSent() * SHARE));
    }
  }
}
