package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TcpPacketTest {

  private static final Flow V4 = Flow.sentBy(Packets.CLIENT_V4);
  private static final Flow V6 = Flow.sentBy(Packets.CLIENT_V6);

  /// NOP, NOP, timestamps 7 and 9; NOP, NOP, SACK with two blocks.
  private static final int[] TIMESTAMPS_AND_SACK = {
    1, 1, 8, 10, 0, 0, 0, 7, 0, 0, 0, 9, //
    1, 1, 5, 18, 0, 0, 0, 1, 0, 0, 0, 2, 0xFF, 0xFF, 0xFF, 0xFE, 0, 0, 0, 4
  };

  @Test
  void readsAnIpv4SegmentWithoutOptions() {
    TcpPacket packet =
        Packets.in(V4).seq(-5).ack(77).flags(TcpPacket.ACK | TcpPacket.AE).payload(100).read();

    assertThat(packet.isTcp()).isTrue();
    assertThat(packet.ipVersion()).isEqualTo(4);
    assertThat(packet.bytes()).isEqualTo(140);
    assertThat(packet.sourceHigh()).isZero();
    assertThat(packet.sourceLow()).isEqualTo(0x0A4D_0001L);
    assertThat(packet.destinationLow()).isEqualTo(0x0A4D_0002L);
    assertThat(packet.sourcePort()).isEqualTo(40_000);
    assertThat(packet.destinationPort()).isEqualTo(5_000);
    assertThat(packet.seq()).isEqualTo(-5);
    assertThat(packet.ack()).isEqualTo(77);
    assertThat(packet.flags()).isEqualTo(TcpPacket.ACK | TcpPacket.AE);
    assertThat(packet.window()).isEqualTo(500);
    assertThat(packet.payloadBytes()).isEqualTo(100);
    assertThat(packet.hasSack()).isFalse();
    assertThat(packet.hasTimestamps()).isFalse();
  }

  @Test
  void readsOptionsOfAnIpv6Segment() {
    TcpPacket packet = Packets.in(V6).ecn(3).payload(9).options(TIMESTAMPS_AND_SACK).read();

    assertThat(packet.ipVersion()).isEqualTo(6);
    assertThat(packet.ecn()).isEqualTo(3);
    assertThat(packet.sourceHigh()).isEqualTo(0xFD77_0000_0000_0000L);
    assertThat(packet.sourceLow()).isEqualTo(1);
    assertThat(packet.destinationLow()).isEqualTo(2);
    assertThat(packet.payloadBytes()).isEqualTo(9);
    assertThat(packet.timestampValue()).isEqualTo(7);
    assertThat(packet.timestampEcho()).isEqualTo(9);
    assertThat(packet.sackBlocks()).isEqualTo(2);
    assertThat(packet.sackStart(0)).isEqualTo(1);
    assertThat(packet.sackEnd(0)).isEqualTo(2);
    assertThat(packet.sackStart(1)).isEqualTo(-2);
    assertThat(packet.sackEnd(1)).isEqualTo(4);
  }

  @Test
  void findsTcpBehindIpv6ExtensionHeaders() {
    byte[] plain = Packets.in(V6).seq(42).payload(3).bytes();
    ByteBuffer longer = ByteBuffer.allocate(plain.length + 8);
    longer.put(plain, 0, 40).put((byte) 6).put((byte) 0).putShort((short) 0x0104).putInt(0);
    longer.put(plain, 40, plain.length - 40);
    longer.putShort(4, (short) (plain.length - 40 + 8)).put(6, (byte) 60);
    TcpPacket packet = new TcpPacket();

    assertThat(packet.read(longer, 0, longer.capacity())).isTrue();
    assertThat(packet.seq()).isEqualTo(42);
    assertThat(packet.payloadBytes()).isEqualTo(3);
  }

  @Test
  void refusesFragmentsAndOtherProtocols() {
    byte[] fragment = Packets.in(V4).bytes();
    fragment[6] = 0x20; // more fragments
    byte[] udp = Packets.in(V4).bytes();
    udp[9] = 17;
    byte[] v6Fragment = Packets.in(V6).bytes();
    v6Fragment[6] = 44;

    assertThat(isTcp(fragment, fragment.length)).isFalse();
    assertThat(isTcp(udp, udp.length)).isFalse();
    assertThat(isTcp(v6Fragment, v6Fragment.length)).isFalse();
  }

  @Test
  void refusesEveryTruncation() {
    for (Flow flow : new Flow[] {V4, V6}) {
      byte[] whole = Packets.in(flow).options(TIMESTAMPS_AND_SACK).payload(10).bytes();
      for (int length = 0; length < whole.length; length++) {
        assertThat(isTcp(Arrays.copyOf(whole, length), length)).as("%d bytes", length).isFalse();
      }
      assertThat(isTcp(whole, whole.length)).isTrue();
    }
  }

  @Test
  void neverReadsOutsideOfAPacketHoweverBroken() {
    long seed = 20_261_121;
    Random random = new Random(seed);
    TcpPacket packet = new TcpPacket();
    for (int round = 0; round < 200_000; round++) {
      Flow flow = random.nextBoolean() ? V4 : V6;
      byte[] bytes = Packets.in(flow).options(TIMESTAMPS_AND_SACK).payload(4).bytes();
      for (int n = random.nextInt(6); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(bytes.length + 1);
      // Exactly as long as the packet: whoever reads beyond it gets an exception.
      if (packet.read(ByteBuffer.wrap(Arrays.copyOf(bytes, length)), 0, length)) {
        assertThat(packet.sackBlocks()).isBetween(0, TcpPacket.SACK_BLOCKS_MAX);
        assertThat(packet.payloadBytes()).isBetween(0, length);
        assertThat(packet.flags() + packet.seq() + packet.window() + packet.ack()).isNotNull();
      }
    }
  }

  private static boolean isTcp(byte[] bytes, int length) {
    return new TcpPacket().read(ByteBuffer.wrap(bytes), 0, length);
  }
}
