package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.estats.EstatsException;
import org.junit.jupiter.api.Test;

class PacketLogTest {

  private static final Flow OUT = Flow.sentBy(Packets.CLIENT_V4);

  @Test
  void givesBackWhatThePacketSaid() {
    PacketLog log = new PacketLog(10);
    int[] sack = {1, 1, 5, 10, 0, 0, 0, 3, 0, 0, 0, 9};
    int[] timestamps = {1, 1, 8, 10, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 2};
    Packets first = Packets.in(OUT).seq(-1).ack(-2).window(65_535).payload(1_400).ecn(2);
    log.sent(first.options(timestamps).read(), Direction.TO_SERVER, 4, 1_000);
    Packets second = Packets.in(OUT.reversed()).flags(TcpPacket.ACK | TcpPacket.AE).ack(7);
    log.delivered(second.options(sack).read(), Direction.TO_CLIENT, 2, 2_000);
    log.setFate(1, Fate.DELIVERED);

    assertThat(log.rows()).isEqualTo(2);
    assertThat(log.nanos(0)).isEqualTo(1_000);
    assertThat(log.packet(0)).isEqualTo(4);
    assertThat(log.side(0)).isEqualTo(Side.CLIENT);
    assertThat(log.outgoing(0)).isTrue();
    assertThat(log.direction(0)).isEqualTo(Direction.TO_SERVER);
    assertThat(log.fate(0)).isEqualTo(Fate.IN_FLIGHT);
    assertThat(log.flow(0)).isEqualTo(OUT);
    assertThat(log.seq(0)).isEqualTo(-1);
    assertThat(log.ack(0)).isEqualTo(-2);
    assertThat(log.window(0)).isEqualTo(65_535);
    assertThat(log.payloadBytes(0)).isEqualTo(1_400);
    assertThat(log.packetBytes(0)).isEqualTo(1_452);
    assertThat(log.ecn(0)).isEqualTo(2);
    assertThat(log.hasTimestamps(0)).isTrue();
    assertThat(log.timestampValue(0)).isEqualTo(-1);
    assertThat(log.timestampEcho(0)).isEqualTo(2);
    assertThat(log.hasSack(0)).isFalse();

    assertThat(log.side(1)).isEqualTo(Side.CLIENT);
    assertThat(log.outgoing(1)).isFalse();
    assertThat(log.direction(1)).isEqualTo(Direction.TO_CLIENT);
    assertThat(log.fate(1)).isEqualTo(Fate.DELIVERED);
    assertThat(log.flags(1)).isEqualTo(TcpPacket.ACK | TcpPacket.AE);
    assertThat(log.hasTimestamps(1)).isFalse();
    assertThat(log.sackBlocks(1)).isEqualTo(1);
    assertThat(log.sackStart(1, 0)).isEqualTo(3);
    assertThat(log.sackEnd(1, 0)).isEqualTo(9);
    assertThatThrownBy(() -> log.sackEnd(1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> log.seq(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void keepsRowsApartAcrossChunks() {
    int rows = 3 * PacketRows.ROWS + 1;
    PacketLog log = new PacketLog(rows);
    int[] sack = {1, 1, 5, 10, 0, 0, 0, 3, 0, 0, 0, 9};
    for (int i = 0; i < rows; i++) {
      sack[11] = i & 0xFF;
      log.sent(Packets.in(OUT).seq(i).options(sack).read(), Direction.TO_SERVER, i, i);
    }
    for (int i = 0; i < rows; i++) {
      assertThat(log.seq(i)).isEqualTo(i);
      assertThat(log.sackEnd(i, 0)).isEqualTo(i & 0xFF);
    }
    log.requireWhole();
  }

  @Test
  void saysWhenItIsFullAndLosesNothingThatItHas() {
    PacketLog log = new PacketLog(2);
    TcpPacket packet = Packets.in(OUT).seq(5).read();
    for (int i = 0; i < 2; i++) {
      assertThat(log.sent(packet, Direction.TO_SERVER, i, i)).isEqualTo(i);
    }
    log.requireWhole();

    assertThat(log.sent(packet, Direction.TO_SERVER, 2, 2)).isEqualTo(-1);
    log.setFate(-1, Fate.LOST); // what the link does with a packet that has no row

    assertThat(log.rows()).isEqualTo(2);
    assertThat(log.seq(1)).isEqualTo(5);
    assertThatThrownBy(log::requireWhole)
        .isInstanceOf(EstatsException.class)
        .hasMessageContaining("full at 2 rows");
  }

  @Test
  void numbersManyFlowsOfBothFamilies() {
    FlowTable table = new FlowTable(5_000);
    for (int port = 0; port < 2_500; port++) {
      Flow v4 = Flow.sentBy(Packets.connection("10.77.0.1", port, "10.77.0.2", 65_535 - port));
      Flow v6 = Flow.sentBy(Packets.connection("fd77::1", port, "fd77::2", 65_535 - port));
      assertThat(table.number(Packets.in(v4).read())).isEqualTo(2 * port);
      assertThat(table.number(Packets.in(v6).read())).isEqualTo(2 * port + 1);
    }
    for (int port = 0; port < 2_500; port++) {
      Flow v6 = Flow.sentBy(Packets.connection("fd77::1", port, "fd77::2", 65_535 - port));
      assertThat(table.number(Packets.in(v6).read())).isEqualTo(2 * port + 1);
      assertThat(table.flow(2 * port + 1)).isEqualTo(v6);
      assertThat(table.find(v6)).isEqualTo(2 * port + 1);
      assertThat(table.find(v6.reversed())).isEqualTo(-1);
    }
    assertThat(table.number(Packets.in(OUT).read())).as("the table is full").isEqualTo(-1);
  }
}
