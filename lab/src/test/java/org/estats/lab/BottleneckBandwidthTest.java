package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.estats.Absence;
import org.estats.Snapshot;
import org.estats.Value;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The estimate of the bandwidth against a line whose rate is known.
@ExtendWith(OpenableLab.class)
class BottleneckBandwidthTest {

  private static final long RATE = 20_000_000;
  private static final long BYTES = 6_000_000;

  /// Of a full packet so much is payload.
  private static final double PAYLOAD_RATE = RATE * 1448.0 / 1500;

  /// Packets that this machine handed on too late, and then together, show in the rates.
  private static final int RUNS_MAX = 3;

  private static final Value NO_SAMPLE = new Value.Absent(Absence.NO_SAMPLE_YET);

  @ParameterizedTest
  @ValueSource(strings = {"cubic", "bbr"})
  void bothEndsFindTheRateOfTheLine(String congestionControl) throws Exception {
    HostOptions host = HostOptions.standard().withCongestionControl(congestionControl);
    LinkOptions line = LinkOptions.symmetric(RATE, Duration.ofMillis(40));
    line = line.withToServer(line.toServer().withQueueBytes(200_000));
    for (int run = 1; ; run++) {
      try (Lab lab = Lab.open(line, host, host);
          OpenConnection c = OpenConnection.in(lab)) {
        assertNothingIsKnown(c.atClient());
        assertNothingIsKnown(c.atServer());
        Thread reader = c.reader(BYTES);
        c.write(BYTES);
        reader.join();
        Snapshot sender = c.atClient();
        Snapshot receiver = c.atServer();
        boolean wasPunctual = late(lab) == 0;
        if (wasPunctual || run == RUNS_MAX) {
          assertFound(sender, receiver);
          return;
        }
      }
    }
  }

  private static long late(Lab lab) {
    return lab.link().counters(Direction.TO_SERVER).late()
        + lab.link().counters(Direction.TO_CLIENT).late();
  }

  private static void assertNothingIsKnown(Snapshot s) {
    assertThat(s.bandwidth().outboundBandwidth()).isEqualTo(NO_SAMPLE);
    assertThat(s.bandwidth().inboundBandwidth()).isEqualTo(NO_SAMPLE);
    assertThat(s.bandwidth().outboundBandwidthPeaked()).isEqualTo(NO_SAMPLE);
    assertThat(s.bandwidth().inboundInstability()).isEqualTo(NO_SAMPLE);
  }

  private static void assertFound(Snapshot sender, Snapshot receiver) {
    // A burst that queues for a moment behind the line makes single rates a little higher.
    assertNear(sender.bandwidth().outboundBandwidth().get());
    assertNear(receiver.bandwidth().inboundBandwidth().get());
    assertThat(sender.bandwidth().outboundBandwidthPeaked().get()).isEqualTo(1);
    assertThat(receiver.bandwidth().inboundBandwidthPeaked().get()).isEqualTo(1);
    assertThat(sender.bandwidth().outboundInstability().get()).isLessThan(RATE / 4);
    assertThat(receiver.bandwidth().inboundInstability().get()).isLessThan(RATE / 4);
    assertThat(sender.bandwidth().inboundBandwidth()).isEqualTo(NO_SAMPLE);
    assertThat(receiver.bandwidth().outboundBandwidth()).isEqualTo(NO_SAMPLE);
  }

  private static void assertNear(double bitsPerSecond) {
    assertThat(bitsPerSecond).isBetween(0.9 * PAYLOAD_RATE, 1.15 * PAYLOAD_RATE);
  }
}
