package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// More than 32 bits of bytes in one connection: its sequence numbers come round, its counts do
/// not.
@ExtendWith(LoadedCollector.class)
class ManyBytesLiveTest {

  private static final Set<Switch> ALL = EnumSet.allOf(Switch.class);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final int CHUNK_BYTES = 1 << 20;
  private static final long BYTES = (1L << 32) + 100L * CHUNK_BYTES;

  /// No buffer of the kernel holds more than this.
  private static final long QUEUE_BYTES_MAX = 100_000_000;

  private final LinuxSource source = new LinuxSource();

  @AfterEach
  void settle() {
    source.close();
  }

  @Test
  @Timeout(120) // takes 5 s
  void countsGoOnWhereSequenceNumbersComeRound() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection here = pair.clientEnd();
      Connection there = pair.serverEnd();
      source.set(here, ALL, NONE);
      source.set(there, ALL, NONE);
      Thread writer = Thread.ofPlatform().daemon().start(() -> write(pair));
      ByteBuffer in = ByteBuffer.allocateDirect(CHUNK_BYTES);
      for (long left = BYTES; left > 0; left -= pair.server().read(in.clear())) {
        // until it is all there
      }
      writer.join();
      pair.quiet();
      Snapshot sender = source.get(here);
      Snapshot receiver = source.get(there);
      assertThat(sender.data().thruBytesAcked().get()).isEqualTo(BYTES);
      assertThat(receiver.data().thruBytesReceived().get()).isEqualTo(BYTES);
      assertThat(
              sender.sndCong().sndLimBytesRwin().get()
                  + sender.sndCong().sndLimBytesCwnd().get()
                  + sender.sndCong().sndLimBytesSnd().get())
          .isEqualTo(sender.data().dataBytesOut().get())
          .isGreaterThanOrEqualTo(BYTES);
      assertThat(sender.sendBuff().maxRetxQueue().get()).isBetween(1L, QUEUE_BYTES_MAX);
      assertThat(sender.sendBuff().maxAppWQueue().get()).isBetween(0L, QUEUE_BYTES_MAX);
      assertThat(receiver.rec().maxAppRQueue().get()).isBetween(1L, QUEUE_BYTES_MAX);
      assertThat(receiver.rec().maxReasmQueue().get()).isLessThan(QUEUE_BYTES_MAX);
      assertThat(receiver.bandwidth().inboundBandwidth().get()).isPositive();
    }
  }

  private static void write(Pair pair) {
    ByteBuffer out = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try {
      for (long left = BYTES; left > 0; left -= pair.client().write(out)) {
        out.clear().limit((int) Math.min(left, CHUNK_BYTES));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
