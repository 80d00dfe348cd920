package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.estats.EstatsException;
import org.estats.lab.truth.FlowTruth;
import org.junit.jupiter.api.Test;

/// Stories told packet by packet; the client's sequence numbers wrap in each.
class FlowTruthTest {

  private static final Flow OUT = Flow.sentBy(Packets.CLIENT_V4);
  private static final Flow IN = OUT.reversed();
  private static final int ISS = -101;
  private static final int DATA = ISS + 1;
  private static final int[] ONE_BLOCK = {1, 1, 5, 10, 0, 0, 0, 3, 0, 0, 0, 9};
  private static final int[] TWO_BLOCKS = {
    1, 1, 5, 18, 0, 0, 0, 3, 0, 0, 0, 9, 0, 0, 0, 11, 0, 0, 0, 12
  };

  private final PacketLog log = new PacketLog(1_000);
  private int packets;

  private void sent(Packets packet) {
    int row = log.sent(packet.read(), Direction.TO_SERVER, packets++, packets);
    log.setFate(row, Fate.DELIVERED);
  }

  private void received(Packets packet) {
    int row = log.delivered(packet.read(), Direction.TO_CLIENT, packets++, packets);
    log.setFate(row, Fate.DELIVERED);
  }

  private static Packets data(int offset, int bytes) {
    return Packets.in(OUT).seq(DATA + offset).ack(1).payload(bytes);
  }

  private static Packets ack(int offset) {
    return Packets.in(IN).seq(1).ack(DATA + offset);
  }

  private void handshake() {
    sent(Packets.in(OUT).seq(ISS).flags(TcpPacket.SYN));
    received(Packets.in(IN).seq(0).ack(DATA).flags(TcpPacket.SYN | TcpPacket.ACK).window(100));
    sent(data(0, 0));
  }

  private FlowTruth truth() {
    return FlowTruth.of(log, Side.CLIENT, Packets.CLIENT_V4);
  }

  @Test
  void countsWhatIsSentAndReceived() {
    handshake();
    sent(data(0, 60));
    sent(data(60, 60));
    received(ack(120));
    received(ack(120).payload(30));

    FlowTruth truth = truth();
    assertThat(truth.segmentsSent()).isEqualTo(4);
    assertThat(truth.dataSegmentsSent()).isEqualTo(2);
    assertThat(truth.dataBytesSent()).isEqualTo(120);
    assertThat(truth.segmentsRetransmitted()).isZero();
    assertThat(truth.segmentsReceived()).isEqualTo(3);
    assertThat(truth.dataSegmentsReceived()).isEqualTo(1);
    assertThat(truth.dataBytesReceived()).isEqualTo(30);
    assertThat(truth.bytesAcknowledged()).isEqualTo(120);
    assertThat(truth.dupAcksReceived()).isZero();
  }

  @Test
  void seesRetransmissionsWholeInPartAndOfSynAndFin() {
    sent(Packets.in(OUT).seq(ISS).flags(TcpPacket.SYN));
    handshake(); // its SYN is the second
    sent(data(0, 60));
    sent(data(60, 60));
    sent(data(60, 60));
    sent(data(90, 60)); // 30 old, 30 new
    sent(data(150, 0).flags(TcpPacket.FIN | TcpPacket.ACK));
    sent(data(150, 0).flags(TcpPacket.FIN | TcpPacket.ACK));
    sent(data(151, 0)); // an ACK takes no sequence number
    received(ack(151));

    FlowTruth truth = truth();
    assertThat(truth.segmentsRetransmitted()).isEqualTo(4);
    assertThat(truth.dataBytesRetransmitted()).isEqualTo(90);
    assertThat(truth.dataBytesSent()).isEqualTo(240);
    assertThat(truth.bytesAcknowledged()).as("without the FIN").isEqualTo(150);
  }

  @Test
  void aKeepAliveIsNoRetransmission() {
    handshake();
    sent(data(0, 60));
    received(ack(60));
    sent(data(59, 0));

    assertThat(truth().segmentsRetransmitted()).isZero();
  }

  @Test
  void countsDuplicateAcknowledgements() {
    handshake();
    sent(data(0, 60));
    sent(data(60, 60));
    sent(data(120, 60));
    received(ack(60));
    received(ack(60).options(ONE_BLOCK)); // duplicate
    received(ack(60).options(TWO_BLOCKS)); // duplicate
    received(ack(60).window(600)); // a window update
    received(ack(60).window(600)); // duplicate
    received(ack(0).window(600)); // an old one
    received(ack(60).window(600).payload(5)); // carries data
    received(ack(60).window(600).flags(TcpPacket.FIN | TcpPacket.ACK));
    received(ack(180).window(600));
    received(ack(180).window(600)); // nothing is outstanding

    FlowTruth truth = truth();
    assertThat(truth.dupAcksReceived()).isEqualTo(3);
    assertThat(truth.sackOptionsReceived()).isEqualTo(2);
    assertThat(truth.sackBlocksReceived()).isEqualTo(3);
    assertThat(truth.bytesAcknowledged()).isEqualTo(180);
  }

  @Test
  void countsDuplicateAcknowledgementsThatItSends() {
    handshake();
    Packets[] pieces = {arrival(1, 10), arrival(11, 10)};
    for (Packets piece : pieces) {
      received(piece);
    }
    sent(acknowledging(21));
    sent(acknowledging(21)); // answers a keep-alive
    received(pieces[0]);
    sent(acknowledging(21)); // duplicate
    received(pieces[0]);
    received(pieces[1]);
    sent(acknowledging(21).options(ONE_BLOCK)); // duplicate
    sent(acknowledging(21).options(ONE_BLOCK)); // duplicate, of what came before the first was sent
    received(arrival(31, 10));
    sent(acknowledging(21)); // duplicate: there is a hole
    received(arrival(21, 10));
    sent(acknowledging(41));
    received(pieces[0]);
    sent(acknowledging(41)); // duplicate

    assertThat(truth().dupAcksSent()).isEqualTo(5);
    assertThat(truth().dupAckRunsSent()).isEqualTo(2);
  }

  private static Packets arrival(int seq, int bytes) {
    return Packets.in(IN).seq(seq).ack(DATA).payload(bytes);
  }

  private static Packets acknowledging(int upTo) {
    return Packets.in(OUT).seq(DATA).ack(upTo);
  }

  @Test
  void countsAPartOfALifeKnowingWhatWasBefore() {
    handshake();
    sent(data(0, 60));
    received(ack(0));
    int from = log.rows();
    sent(data(0, 60));
    received(ack(0));
    sent(data(60, 60));
    int to = log.rows();
    sent(data(120, 60));
    received(ack(180));

    FlowTruth truth = FlowTruth.between(log, Side.CLIENT, Packets.CLIENT_V4, from, to);
    assertThat(truth.segmentsSent()).isEqualTo(2);
    assertThat(truth.segmentsRetransmitted()).isEqualTo(1);
    assertThat(truth.dataBytesRetransmitted()).isEqualTo(60);
    assertThat(truth.dupAcksReceived()).isEqualTo(1);
    assertThat(truth.bytesAcknowledged()).isZero();
  }

  @Test
  void keepsTheTwoEndsAndOtherConnectionsApart() {
    handshake();
    sent(data(0, 60));
    log.delivered(data(0, 60).read(), Direction.TO_SERVER, 1, 1);
    log.setFate(log.rows() - 1, Fate.DELIVERED);
    log.delivered(data(60, 60).read(), Direction.TO_SERVER, 2, 2);
    log.setFate(log.rows() - 1, Fate.REFUSED);
    sent(Packets.in(Flow.sentBy(Packets.CLIENT_V6)).seq(5).payload(10));

    assertThat(truth().dataSegmentsSent()).isEqualTo(1);
    FlowTruth server = FlowTruth.of(log, Side.SERVER, Packets.CLIENT_V4.reversed());
    assertThat(server.segmentsSent()).isZero();
    assertThat(server.dataBytesReceived()).isEqualTo(60);
  }

  @Test
  void unrollsSequenceNumbersOverSeveralTurns() {
    handshake();
    int chunk = 60_000;
    long total = 0;
    PacketLog big = new PacketLog(400_000);
    big.sent(Packets.in(OUT).seq(ISS).flags(TcpPacket.SYN).read(), Direction.TO_SERVER, 0, 0);
    TcpPacket packet = new TcpPacket();
    ByteBuffer bytes = ByteBuffer.wrap(data(0, chunk).bytes());
    for (int i = 0; i < 150_000; i++) {
      bytes.putInt(24, DATA + (int) total);
      packet.read(bytes, 0, bytes.capacity());
      big.sent(packet, Direction.TO_SERVER, i, i);
      total += chunk;
    }
    FlowTruth truth = FlowTruth.of(big, Side.CLIENT, Packets.CLIENT_V4);
    assertThat(truth.dataBytesSent()).isEqualTo(total).isGreaterThan(2L << 32);
    assertThat(truth.segmentsRetransmitted()).isZero();
  }

  @Test
  void refusesToCountInALogThatIsNotWholeOrKnowsNothing() {
    assertThatThrownBy(this::truth)
        .isInstanceOf(EstatsException.class)
        .hasMessageContaining("no packet");
    for (int i = 0; i <= 1_000; i++) {
      sent(data(i, 1));
    }
    assertThatThrownBy(this::truth)
        .isInstanceOf(EstatsException.class)
        .hasMessageContaining("full");
  }
}
