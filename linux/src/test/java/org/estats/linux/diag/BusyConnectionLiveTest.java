package org.estats.linux.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.SynOptsMember;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// While data flows as fast as it can, what is told is true; what cannot be told is absent.
class BusyConnectionLiveTest {

  private static final int LOOKS = 5000;
  private static final int WRITE_BYTES = 10_007;

  private final AtomicLong written = new AtomicLong();
  private volatile boolean isOver;
  private long settled;
  private long told;
  private long added;
  private long writtenBefore;

  @Test
  @Timeout(60) // takes 1 s
  void nothingFalseIsToldOfABusyConnection() throws Exception {
    try (LoopbackPair pair = LoopbackPair.mapped();
        SockDiag diag = SockDiag.open()) {
      Thread writer = Thread.ofPlatform().start(() -> write(pair.client()));
      Thread reader = Thread.ofPlatform().start(() -> read(pair.server()));
      for (int i = 0; i < LOOKS; i++) {
        writtenBefore = written.get();
        FoundSocket found = diag.find(pair.clientSide()).orElseThrow();
        Snapshot snapshot = TcpInfoSnapshot.of(found, Instant.EPOCH).orElseThrow();
        check(snapshot, 1);
        if (found.isSettled()) {
          settled++;
          assertThat(snapshot.value(SynOptsMember.ACTIVE_OPEN).isPresent()).isTrue();
        }
        FoundSocket other = diag.find(pair.serverSide()).orElseThrow();
        check(TcpInfoSnapshot.of(other, Instant.EPOCH).orElseThrow(), 0);
      }
      long client = diag.find(pair.clientSide()).orElseThrow().row().connection().cookie();
      for (int i = 0; i < LOOKS / 10; i++) {
        writtenBefore = written.get();
        diag.forEach(
            DumpQuery.STATISTICS,
            s -> {
              if (s.cookie() == client) {
                check(TcpInfoSnapshot.of(s, Instant.EPOCH).orElseThrow(), 1);
              }
            });
      }
      isOver = true;
      writer.join();
      pair.client().shutdownOutput();
      reader.join();
    }
    assertThat(settled).as("looks that were of one moment").isPositive();
    assertThat(told).as("snapshots that said who opened").isPositive();
    assertThat(added).as("snapshots that accounted for every byte").isPositive();
  }

  private void check(Snapshot s, long activeOpen) {
    if (s.value(SynOptsMember.ACTIVE_OPEN).isPresent()) {
      told++;
      assertThat(s.value(SynOptsMember.ACTIVE_OPEN).get()).isEqualTo(activeOpen);
    }
    if (activeOpen == 0) {
      return;
    }
    Value acknowledged = s.value(DataMember.THRU_BYTES_ACKED);
    Value inFlight = s.value(SendBuffMember.CUR_RETX_QUEUE);
    Value waiting = s.value(SendBuffMember.CUR_APP_W_QUEUE);
    if (acknowledged.isPresent() && inFlight.isPresent()) {
      added++;
      assertThat(acknowledged.get() + inFlight.get() + waiting.get())
          .as("bytes written, by what became of them")
          .isBetween(writtenBefore, written.get() + WRITE_BYTES);
    }
  }

  private void write(SocketChannel channel) {
    ByteBuffer bytes = ByteBuffer.allocate(WRITE_BYTES);
    try {
      while (!isOver) {
        written.addAndGet(channel.write(bytes.clear()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(SocketChannel channel) {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    try {
      while (channel.read(bytes.clear()) >= 0) {
        // thrown away
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
