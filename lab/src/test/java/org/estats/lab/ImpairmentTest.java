package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The parts of a path one by one, with a clock of the test's own.
class ImpairmentTest {

  private static final byte[] PACKET =
      Packets.in(Flow.sentBy(Packets.CLIENT_V4)).payload(960).bytes(); // 1,000 bytes
  private static final long MILLISECOND = 1_000_000;

  private final Transit transit = new Transit(Direction.TO_SERVER);
  private int number;

  /// When a packet that comes at some time leaves; -1 if it does not.
  private long leaves(Impairment impairment, long atNanos) {
    transit.begin(ByteBuffer.wrap(PACKET), 0, PACKET.length, number++, atNanos);
    impairment.pass(transit);
    return transit.dropped() == null ? transit.atNanos() : -1;
  }

  @Test
  void theBottleneckSpacesPacketsByTheirSize() {
    Impairment line = new Bottleneck(8_000_000, Long.MAX_VALUE, 100); // 1,000 bytes in 1 ms

    assertThat(leaves(line, 5)).isEqualTo(MILLISECOND + 5);
    assertThat(leaves(line, 5)).isEqualTo(2 * MILLISECOND + 5);
    assertThat(leaves(line, 6)).isEqualTo(3 * MILLISECOND + 5);
    assertThat(leaves(line, 10 * MILLISECOND)).isEqualTo(11 * MILLISECOND);
  }

  @Test
  void theQueueHoldsSoManyPacketsAndNoMore() {
    Impairment line = new Bottleneck(8_000_000, Long.MAX_VALUE, 3);
    for (int i = 1; i <= 3; i++) {
      assertThat(leaves(line, 0)).isEqualTo(i * MILLISECOND);
    }
    assertThat(leaves(line, 0)).isEqualTo(-1);
    assertThat(transit.dropped()).isEqualTo(Fate.QUEUE_FULL);
    assertThat(leaves(line, MILLISECOND)).as("one has left").isEqualTo(4 * MILLISECOND);
    assertThat(leaves(line, MILLISECOND)).isEqualTo(-1);
  }

  @Test
  void theQueueHoldsSoManyBytesAndNoMore() {
    Impairment line = new Bottleneck(8_000_000, 2_999, Integer.MAX_VALUE);

    assertThat(leaves(line, 0)).isEqualTo(MILLISECOND);
    assertThat(leaves(line, 0)).isEqualTo(2 * MILLISECOND);
    assertThat(leaves(line, 0)).isEqualTo(-1);
  }

  @Test
  void aLongQueueForgetsNothingWhileItGrows() {
    Impairment line = new Bottleneck(8_000_000, Long.MAX_VALUE, 10_000);
    for (int i = 0; i < 100; i++) {
      leaves(line, 0);
    }
    for (int i = 100; i < 10_000; i++) { // the ring has turned before it grows
      assertThat(leaves(line, 50 * MILLISECOND)).isEqualTo((i + 1) * MILLISECOND);
    }
    assertThat(leaves(line, 50 * MILLISECOND)).as("50 have left").isPositive();
  }

  @Test
  void lossIsAsLikelyAsSaidAndTheSameForTheSameSeed() {
    List<Integer> first = lostOf(100_000, 0.01, 7);

    assertThat(first).hasSizeBetween(900, 1_100); // 3.2 standard deviations
    assertThat(lostOf(100_000, 0.01, 7)).isEqualTo(first);
    assertThat(lostOf(100_000, 0.01, 8)).isNotEqualTo(first);
    assertThat(lostOf(50_000, 0.01, 7)).isEqualTo(first.stream().filter(n -> n < 50_000).toList());
    assertThat(lostOf(1_000, 1, 7)).hasSize(1_000);
    assertThat(lostOf(1_000, 0, 7)).isEmpty();
  }

  private List<Integer> lostOf(int packets, double probability, long seed) {
    Impairment loss = new RandomLoss(probability, seed, Direction.TO_SERVER);
    List<Integer> lost = new ArrayList<>();
    for (int i = 0; i < packets; i++) {
      if (leaves(loss, i) < 0) {
        lost.add(i);
      }
    }
    return lost;
  }

  @Test
  void jitterIsEvenlySpreadAboveTheDelay() {
    DirectionOptions options =
        DirectionOptions.perfect()
            .withDelay(Duration.ofMillis(10))
            .withReorderingJitter(Duration.ofMillis(4));
    Impairment delay = PropagationDelay.of(options, Direction.TO_SERVER);
    double sum = 0;
    int overtaken = 0;
    long last = 0;
    for (int i = 0; i < 10_000; i++) {
      long nanos = leaves(delay, i) - i;
      assertThat(nanos).isBetween(10 * MILLISECOND, 14 * MILLISECOND);
      sum += nanos;
      overtaken += nanos + i < last ? 1 : 0;
      last = nanos + i;
    }
    assertThat(sum / 10_000).isCloseTo(12e6, within(5e4));
    assertThat(overtaken).isGreaterThan(4_000);
  }

  @Test
  void withoutReorderingNoPacketOvertakes() {
    DirectionOptions options =
        DirectionOptions.perfect().withDelay(Duration.ofMillis(1)).withJitter(Duration.ofMillis(4));
    Impairment delay = PropagationDelay.of(options, Direction.TO_SERVER);
    long last = 0;
    for (int i = 0; i < 10_000; i++) {
      long at = leaves(delay, i * 1_000L);
      assertThat(at).isGreaterThanOrEqualTo(last);
      last = at;
    }
  }

  @Test
  void aPacketCannotBeDroppedAsDeliveredNorBeEarly() {
    transit.begin(ByteBuffer.wrap(PACKET), 0, PACKET.length, 0, 0);

    assertThatThrownBy(() -> transit.drop(Fate.DELIVERED))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> transit.delay(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    DirectionOptions options = DirectionOptions.perfect();

    assertThatThrownBy(() -> options.withLoss(1.1)).hasMessageContaining("0 to 1");
    assertThatThrownBy(() -> options.withRate(-1)).hasMessageContaining("rate");
    assertThatThrownBy(() -> options.withQueuePackets(0)).hasMessageContaining("queue");
    assertThatThrownBy(() -> options.withDelay(Duration.ofMillis(-1)))
        .hasMessageContaining("delay");
    assertThatThrownBy(() -> HostOptions.standard().withMtu(20)).hasMessageContaining("MTU");
  }
}
