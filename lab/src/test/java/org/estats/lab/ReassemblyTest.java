package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.estats.Snapshot;
import org.estats.lab.truth.FlowTruth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// One segment of five is missing until it is sent again: what the receiver holds meanwhile, and
/// what it answers.
@ExtendWith(OpenableLab.class)
class ReassemblyTest {

  private static final int SEGMENT = 1448;
  private static final LinkOptions LINE = LinkOptions.symmetric(50_000_000, Duration.ofMillis(100));

  @Test
  void aHoleShowsInTheReassemblyQueueAndInDuplicateAcks() throws Exception {
    try (Lab lab = Lab.open(LINE);
        OpenConnection c = OpenConnection.in(lab)) {
      AtomicBoolean isReleased = new AtomicBoolean();
      int[] missing = {0, 0}; // how many data segments there were, and where the second begins
      lab.link()
          .beforeBottleneck(
              Direction.TO_SERVER,
              packet -> {
                TcpPacket headers = packet.headers();
                if (!headers.isTcp() || headers.payloadBytes() == 0 || isReleased.get()) {
                  return;
                }
                if (++missing[0] == 2) {
                  missing[1] = headers.seq();
                }
                if (missing[0] >= 2 && headers.seq() == missing[1]) {
                  packet.drop(Fate.SCRIPTED);
                }
              });
      c.write(5 * SEGMENT);
      await("the last segment", () -> c.atServer().data().dataSegsIn().get() == 4);
      Snapshot meanwhile = c.atServer();
      assertThat(meanwhile.rec().curReasmQueue().get()).isEqualTo(4 * SEGMENT);
      assertThat(meanwhile.rec().maxReasmQueue().get()).isEqualTo(4 * SEGMENT);
      assertThat(meanwhile.rec().curAppRQueue().get()).isEqualTo(SEGMENT);
      isReleased.set(true);
      c.read(5 * SEGMENT);
      lab.link().awaitQuiet(Duration.ofMillis(300), Duration.ofSeconds(5));
      Snapshot after = c.atServer();
      assertThat(after.rec().curReasmQueue().get()).isZero();
      assertThat(after.rec().maxReasmQueue().get()).isEqualTo(4 * SEGMENT);
      assertThat(after.rec().maxAppRQueue().get()).as("the first was read").isEqualTo(4 * SEGMENT);
      assertThat(after.rec().dupAcksOut().get())
          .isEqualTo(FlowTruth.of(lab.log(), Side.CLIENT, c.clientEnd()).sackOptionsReceived())
          .isEqualTo(3);
      assertThat(after.rec().dupAckEpisodes().get()).isEqualTo(1);
      Snapshot sender = c.atClient();
      assertThat(sender.rec().dupAcksOut().get()).isZero();
      assertThat(sender.rec().maxReasmQueue().get()).isZero();
      assertThat(sender.sendBuff().maxRetxQueue().get()).isEqualTo(5 * SEGMENT);
    }
  }

  @Test
  void withoutAHoleThereIsNeither() throws Exception {
    try (Lab lab = Lab.open(LINE);
        OpenConnection c = OpenConnection.in(lab)) {
      Thread reader = c.reader(2_000_000);
      c.write(2_000_000);
      reader.join();
      Snapshot s = c.atServer();
      assertThat(s.rec().maxReasmQueue().get()).isZero();
      assertThat(s.rec().dupAcksOut().get()).isZero();
      assertThat(s.rec().dupAckEpisodes().get()).isZero();
      assertThat(s.rec().maxAppRQueue().get()).isPositive();
      assertThat(s.rec().ceRcvd().get()).isZero();
    }
  }

  interface Condition {
    boolean holds();
  }

  static void await(String what, Condition condition) throws InterruptedException {
    for (int i = 0; !condition.holds(); i++) {
      assertThat(i).as("waited in vain: " + what).isLessThan(5_000);
      Thread.sleep(1);
    }
  }
}
