package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.estats.Connection;
import org.estats.lab.truth.FlowTruth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a caller puts into the chain takes effect on real connections.
@ExtendWith(OpenableLab.class)
class ScriptedImpairmentTest {

  private static final LinkOptions LINE = LinkOptions.symmetric(50_000_000, Duration.ofMillis(10));
  private static final int ECN_CE = 3;

  /// Numbers data segments, from 1 on.
  private abstract static class OnData implements Impairment {
    private int count;

    @Override
    public final void pass(Transit packet) {
      if (packet.headers().isTcp() && packet.headers().payloadBytes() > 0) {
        pass(packet, ++count);
      }
    }

    abstract void pass(Transit packet, int dataSegment);
  }

  @Test
  void theFifthDataSegmentIsDroppedAndSentAgain() throws Exception {
    try (Lab lab = Lab.open(LINE)) {
      lab.link()
          .beforeBottleneck(
              Direction.TO_SERVER,
              new OnData() {
                @Override
                void pass(Transit packet, int dataSegment) {
                  if (dataSegment == 5) {
                    packet.drop(Fate.SCRIPTED);
                  }
                }
              });
      TransferResult result = Transfer.of(200_000).run(lab);

      FlowTruth truth = FlowTruth.of(lab.log(), Side.CLIENT, result.client());
      assertThat(truth.segmentsRetransmitted())
          .as("more than once only if this machine stands still for too long")
          .isBetween(1L, 3L);
      assertThat(truth.sackOptionsReceived()).isPositive();
      assertThat(lab.link().counters(Direction.TO_SERVER).scripted()).isEqualTo(1);
      assertThat(droppedRow(lab.log())).isEqualTo(5);
    }
  }

  /// Which data segment of the client has the fate.
  private static int droppedRow(PacketLog log) {
    int dataSegment = 0;
    for (int row = 0; row < log.rows(); row++) {
      if (log.side(row) == Side.CLIENT && log.outgoing(row) && log.payloadBytes(row) > 0) {
        dataSegment++;
        if (log.fate(row) == Fate.SCRIPTED) {
          return dataSegment;
        }
      }
    }
    return -1;
  }

  @Test
  void duplicatesArriveAndAreCounted() throws Exception {
    AtomicReference<Long> kernel = new AtomicReference<>();
    AtomicReference<FlowTruth> truth = new AtomicReference<>();
    try (Lab lab = Lab.open(LINE)) {
      lab.link()
          .beforeBottleneck(
              Direction.TO_SERVER,
              new OnData() {
                @Override
                void pass(Transit packet, int dataSegment) {
                  if (dataSegment % 10 == 0) {
                    packet.duplicate();
                    packet.duplicate();
                  }
                }
              });
      TransferHooks hooks =
          new TransferHooks() {
            @Override
            public void afterAcknowledged(Connection client, Connection server)
                throws IOException, InterruptedException {
              kernel.set(LabSupport.kernelCounters(lab.server()).get("data_segs_in"));
              truth.set(FlowTruth.of(lab.log(), Side.SERVER, server));
            }
          };
      TransferResult result = Transfer.of(500_000).run(lab, hooks);

      long sent = FlowTruth.of(lab.log(), Side.CLIENT, result.client()).dataSegmentsSent();
      assertThat(result.intact()).isTrue();
      assertThat(truth.get().dataSegmentsReceived()).isEqualTo(sent + 2 * (sent / 10));
      assertThat(kernel.get()).isEqualTo(truth.get().dataSegmentsReceived());
    }
  }

  @Test
  void aMarkIsSeenByTheReceiverAndNotByTheSender() throws Exception {
    HostOptions ecn = HostOptions.standard().withEcn(1);
    try (Lab lab = Lab.open(LINE, ecn, ecn)) {
      lab.link()
          .afterBottleneck(
              Direction.TO_SERVER,
              new OnData() {
                @Override
                void pass(Transit packet, int dataSegment) {
                  if (dataSegment == 20) {
                    int at = packet.offset() + 1; // IPv6: the traffic class has no checksum
                    packet.bytes().put(at, (byte) (packet.bytes().get(at) | ECN_CE << 4));
                    packet.rewritten();
                    assertThat(packet.headers().ecn()).isEqualTo(ECN_CE);
                  }
                }
              });
      TransferResult result = Transfer.of(200_000).over(IpFamily.IPV6).run(lab);

      assertThat(result.intact()).isTrue();
      Map<Integer, Integer> ecnSent = new HashMap<>();
      PacketLog log = lab.log();
      int marked = 0;
      int echoed = 0;
      for (int row = 0; row < log.rows(); row++) {
        if (log.direction(row) == Direction.TO_SERVER && log.outgoing(row)) {
          ecnSent.put(log.packet(row), log.ecn(row));
        } else if (log.direction(row) == Direction.TO_SERVER && log.ecn(row) == ECN_CE) {
          marked++;
          assertThat(ecnSent.get(log.packet(row))).isEqualTo(2);
        } else if (!log.outgoing(row) && (log.flags(row) & TcpPacket.SYN) == 0) {
          echoed += (log.flags(row) & TcpPacket.ECE) != 0 ? 1 : 0;
        }
      }
      assertThat(marked).isEqualTo(1);
      assertThat(echoed).as("the server tells the client").isPositive();
    }
  }

  @Test
  void anImpairmentThatThrowsStopsTheLinkWithItsReason() throws Exception {
    try (Lab lab = Lab.open(LINE)) {
      lab.link()
          .beforeBottleneck(
              Direction.TO_SERVER,
              packet -> {
                throw new IllegalStateException("as planned");
              });
      Transfer transfer = Transfer.of(1_000).within(Duration.ofMillis(300));

      assertThat(catchThrowable(() -> transfer.run(lab))).hasMessageContaining("not connected");
      assertThat(catchThrowable(() -> lab.link().requireRunning()))
          .hasMessageContaining("the link has stopped: as planned")
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }
}
