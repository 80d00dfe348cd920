package org.estats.lab.fault;

import java.nio.ByteBuffer;
import org.estats.lab.Fate;
import org.estats.lab.Impairment;
import org.estats.lab.Transit;

/// A narrow place on the path: packets beyond a size do not get through. It is wide at first.
public final class PathMtu implements Impairment {

  private static final int V4_HEADER_BYTES = 20;
  private static final int V6_HEADER_BYTES = 40;
  private static final int ICMP_HEADER_BYTES = 8;
  private static final int QUOTED_BYTES = 48;
  private static final int TTL = 64;
  private static final int PROTOCOL_ICMP = 1;
  private static final int PROTOCOL_ICMPV6 = 58;
  private static final int UNREACHABLE = 3;
  private static final int FRAGMENTATION_NEEDED = 4;
  private static final int PACKET_TOO_BIG = 2;

  private final boolean tells;
  private volatile int bytesMax = Integer.MAX_VALUE;

  private PathMtu(boolean tells) {
    this.tells = tells;
  }

  /// One that tells the sender by ICMP, as a router must (RFC 1191, RFC 8201).
  public static PathMtu thatTells() {
    return new PathMtu(true);
  }

  /// One that drops in silence: a black hole.
  public static PathMtu thatIsSilent() {
    return new PathMtu(false);
  }

  /// From now on longer packets do not get through.
  public void shrinkTo(int bytes) {
    bytesMax = bytes;
  }

  @Override
  public void pass(Transit packet) {
    if (packet.lengthBytes() <= bytesMax) {
      return;
    }
    packet.drop(Fate.SCRIPTED);
    if (tells) {
      packet.answer(packet.headers().ipVersion() == 4 ? tooBigV4(packet) : tooBigV6(packet));
    }
  }

  /// Destination unreachable, fragmentation needed; in the name of the destination.
  private ByteBuffer tooBigV4(Transit packet) {
    int length = V4_HEADER_BYTES + ICMP_HEADER_BYTES + QUOTED_BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(length);
    bytes.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0);
    bytes.put((byte) TTL).put((byte) PROTOCOL_ICMP).putShort((short) 0);
    bytes.putInt((int) packet.headers().destinationLow());
    bytes.putInt((int) packet.headers().sourceLow());
    InternetChecksum.setV4(bytes, 0);
    int icmp = bytes.position();
    bytes.put((byte) UNREACHABLE).put((byte) FRAGMENTATION_NEEDED).putShort((short) 0);
    bytes.putShort((short) 0).putShort((short) bytesMax);
    quote(packet, bytes);
    long sum = InternetChecksum.sum(bytes, icmp, length - icmp);
    bytes.putShort(icmp + 2, InternetChecksum.of(sum));
    return bytes.flip();
  }

  private ByteBuffer tooBigV6(Transit packet) {
    int icmpBytes = ICMP_HEADER_BYTES + V6_HEADER_BYTES + QUOTED_BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(V6_HEADER_BYTES + icmpBytes);
    bytes.putInt(6 << 28).putShort((short) icmpBytes);
    bytes.put((byte) PROTOCOL_ICMPV6).put((byte) TTL);
    bytes.putLong(packet.headers().destinationHigh()).putLong(packet.headers().destinationLow());
    bytes.putLong(packet.headers().sourceHigh()).putLong(packet.headers().sourceLow());
    int icmp = bytes.position();
    bytes.put((byte) PACKET_TOO_BIG).put((byte) 0).putShort((short) 0).putInt(bytesMax);
    quote(packet, bytes);
    // The checksum covers the addresses, the length and the protocol too (RFC 8200, 8.1).
    long sum = InternetChecksum.sum(bytes, 8, V6_HEADER_BYTES - 8) + icmpBytes + PROTOCOL_ICMPV6;
    sum += InternetChecksum.sum(bytes, icmp, icmpBytes);
    bytes.putShort(icmp + 2, InternetChecksum.of(sum));
    return bytes.flip();
  }

  /// As much of the packet as fills the answer, so that the sender knows which connection is meant.
  private static void quote(Transit packet, ByteBuffer to) {
    to.put(packet.bytes().slice(packet.offset(), to.remaining()));
  }
}
