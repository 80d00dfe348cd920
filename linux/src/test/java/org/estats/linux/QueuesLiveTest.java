package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.Set;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Switch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Queues of known lengths: payload to the byte, and no FIN among it.
@ExtendWith(LoadedCollector.class)
class QueuesLiveTest {

  private static final Set<Switch> ALL = EnumSet.allOf(Switch.class);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private final LinuxSource source = new LinuxSource();

  @AfterEach
  void settle() {
    source.close();
  }

  private void on(Connection end) {
    source.set(end, ALL, NONE);
    source.close();
  }

  @Test
  void whatIsNotReadYetIsInTheReadQueueAndAFinIsNot() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.serverEnd();
      on(end);
      on(pair.clientEnd());
      assertThat(source.get(end).rec().maxAppRQueue().get()).isZero();
      pair.client().write(ByteBuffer.allocate(30_000));
      pair.quiet();
      pair.client().write(ByteBuffer.allocate(20_000));
      pair.quiet();
      assertReadQueue(end, 50_000, 50_000);
      pair.server().read(ByteBuffer.allocate(10_000));
      assertReadQueue(end, 40_000, 50_000);
      pair.client().shutdownOutput();
      Live.await("the FIN", () -> source.get(end).state() == TcpState.CLOSE_WAIT);
      assertReadQueue(end, 40_000, 50_000);
      ByteBuffer all = ByteBuffer.allocate(60_000);
      while (pair.server().read(all) >= 0) {
        // to the end
      }
      assertThat(all.position()).isEqualTo(40_000);
      assertReadQueue(end, 0, 50_000);
      assertReadQueue(pair.clientEnd(), 0, 0);
    }
  }

  private void assertReadQueue(Connection end, long now, long most) {
    Snapshot s = source.get(end);
    assertThat(s.rec().curAppRQueue().get()).isEqualTo(now);
    assertThat(s.rec().maxAppRQueue().get()).isEqualTo(most);
  }

  @Test
  void whatIsNotAcknowledgedIsInTheRetransmitQueueAndAFinIsNot() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      on(end);
      on(pair.serverEnd());
      assertRetransmitQueue(end, 0, 0);
      RawSocket.of(pair.server()).lose(1);
      pair.client().write(ByteBuffer.allocate(10_000));
      assertRetransmitQueue(end, 10_000, 10_000);
      pair.client().shutdownOutput();
      assertRetransmitQueue(end, 10_000, 10_000);
      RawSocket.of(pair.server()).loseNothing();
      Live.await("all acknowledged", () -> source.get(end).state() == TcpState.FIN_WAIT_2);
      assertRetransmitQueue(end, 0, 10_000);
      assertThat(source.get(end).sendBuff().maxAppWQueue().get()).isZero();
      assertRetransmitQueue(pair.serverEnd(), 0, 0);
    }
  }

  private void assertRetransmitQueue(Connection end, long now, long most) {
    Snapshot s = source.get(end);
    assertThat(s.sendBuff().curRetxQueue().get()).isEqualTo(now);
    assertThat(s.sendBuff().maxRetxQueue().get()).isEqualTo(most);
    assertThat(s.sendBuff().curAppWQueue().get()).isZero();
  }

  @Test
  void allThatIsWrittenIsAcknowledgedUnderWayOrWaiting() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      on(end);
      long written = fill(pair.client());
      Live.await("a shut window", () -> source.get(end).obsRec().curRwinRcvd().get() == 0);
      for (boolean isShut : new boolean[] {false, true}) {
        if (isShut) {
          pair.client().shutdownOutput();
        }
        Snapshot s = source.get(end);
        long waiting = s.sendBuff().curAppWQueue().get();
        assertThat(waiting).isPositive();
        assertThat(s.data().thruBytesAcked().get() + s.sendBuff().curRetxQueue().get() + waiting)
            .isEqualTo(written);
        assertThat(s.sendBuff().maxAppWQueue().get()).isGreaterThanOrEqualTo(waiting);
      }
      read(pair.server(), written);
      Live.await("all sent", () -> source.get(end).sendBuff().curAppWQueue().get() == 0);
      assertThat(source.get(end).sendBuff().maxAppWQueue().get()).isPositive();
    }
  }

  static long fill(SocketChannel channel) throws IOException, InterruptedException {
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    channel.configureBlocking(false);
    long written = 0;
    for (int pauses = 0; pauses < 20; pauses++) { // what becomes free a moment later is filled too
      for (int n = channel.write(out.clear()); n > 0; n = channel.write(out.clear())) {
        written += n;
      }
      Thread.sleep(10);
    }
    channel.configureBlocking(true);
    return written;
  }

  static void read(SocketChannel channel, long bytes) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(1 << 16);
    for (long left = bytes; left > 0; left -= channel.read(in.clear())) {
      // until it is all there
    }
  }
}
