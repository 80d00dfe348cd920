package org.estats.lab;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.estats.Connection;
import org.estats.Endpoint;

/// Makes TCP packets byte by byte for tests, without checksums.
final class Packets {

  static final Connection CLIENT_V4 = connection("10.77.0.1", 40_000, "10.77.0.2", 5_000);
  static final Connection CLIENT_V6 = connection("fd77::1", 40_000, "fd77::2", 5_000);

  private static final int TCP_HEADER_BYTES = 20;

  private final Flow flow;
  private int seq;
  private int ack;
  private int flags = TcpPacket.ACK;
  private int window = 500;
  private int payloadBytes;
  private int ecn;
  private byte[] options = {};

  private Packets(Flow flow) {
    this.flow = flow;
  }

  static Packets in(Flow flow) {
    return new Packets(flow);
  }

  static Connection connection(String local, int localPort, String remote, int remotePort) {
    try {
      return new Connection(
          new Endpoint(InetAddress.getByName(local), localPort),
          new Endpoint(InetAddress.getByName(remote), remotePort));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  Packets seq(int value) {
    seq = value;
    return this;
  }

  Packets ack(int value) {
    ack = value;
    return this;
  }

  Packets flags(int value) {
    flags = value;
    return this;
  }

  Packets window(int value) {
    window = value;
    return this;
  }

  Packets payload(int bytes) {
    payloadBytes = bytes;
    return this;
  }

  Packets ecn(int value) {
    ecn = value;
    return this;
  }

  /// A multiple of four bytes.
  Packets options(int... bytes) {
    options = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      options[i] = (byte) bytes[i];
    }
    return this;
  }

  byte[] bytes() {
    int tcpBytes = TCP_HEADER_BYTES + options.length + payloadBytes;
    InetAddress source = flow.source().address();
    boolean v4 = source instanceof Inet4Address;
    ByteBuffer packet = ByteBuffer.allocate((v4 ? 20 : 40) + tcpBytes);
    if (v4) {
      packet.put((byte) 0x45).put((byte) ecn).putShort((short) (20 + tcpBytes));
      packet.putInt(0).put((byte) 64).put((byte) 6).putShort((short) 0);
    } else {
      packet.putInt(0x6000_0000 | ecn << 20).putShort((short) tcpBytes);
      packet.put((byte) 6).put((byte) 64);
    }
    packet.put(source.getAddress()).put(flow.destination().address().getAddress());
    packet.putShort((short) flow.source().port()).putShort((short) flow.destination().port());
    packet.putInt(seq).putInt(ack);
    packet.putShort((short) ((TCP_HEADER_BYTES + options.length) / 4 << 12 | flags));
    packet.putShort((short) window).putInt(0).put(options);
    return packet.array();
  }

  TcpPacket read() {
    byte[] bytes = bytes();
    TcpPacket packet = new TcpPacket();
    if (!packet.read(ByteBuffer.wrap(bytes), 0, bytes.length)) {
      throw new IllegalStateException("this packet should be readable");
    }
    return packet;
  }
}
