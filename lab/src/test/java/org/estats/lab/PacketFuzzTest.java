package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.estats.Connection;
import org.estats.lab.fault.MarkCe;
import org.estats.lab.fault.PathMtu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Whatever a TUN device hands over, reading it ends, ends well, and does not look beyond the
/// packet.
///
/// `-Dfuzz.times=N` makes it so many times longer, `-Dfuzz.seed=N` replays a run.
class PacketFuzzTest {

  private static final int INPUTS = 300_000 * Integer.getInteger("fuzz.times", 1);
  private static final long SEED = Long.getLong("fuzz.seed", 791);
  private static final long GROWTH_BYTES_MAX = 64 << 20;
  private static final int FLOWS_MAX = 1000;
  private static final int[] EXTREMES = {0, 1, 3, 4, 5, 6, 8, 10, 43, 44, 60, 0x7F, 0x80, 0xFF};

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final FlowTable flows = new FlowTable(FLOWS_MAX);
  private final Transit transit = new Transit(Direction.TO_SERVER);
  private final PathMtu narrow = PathMtu.thatTells();
  private long numbers;

  private static final List<byte[]> SEEDS =
      Stream.of(Packets.CLIENT_V4, Packets.CLIENT_V6)
          .flatMap(c ->
              Stream.of(
                  packet(c).payload(1200).bytes(),
                  packet(c).payload(10).options(1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2).bytes(),
                  packet(c).options(1, 1, 5, 10, 0, 0, 0, 1, 0, 0, 0, 9).bytes(),
                  packet(c).flags(TcpPacket.SYN).options(2, 4, 5, 180, 1, 3, 3, 7).bytes()))
          .toList();

  private static Packets packet(Connection of) {
    return Packets.in(new Flow(of.local(), of.remote()));
  }

  @Test
  @Timeout(value = 3600, threadMode = ThreadMode.SEPARATE_THREAD) // 300,000 take 2 s
  void noMutationOfAPacketHangsOrCrashesTheReader() {
    narrow.shrinkTo(1000);
    Impairment marks = MarkCe.oneIn(1);
    for (int i = 0; i < INPUTS; i++) {
      byte[] mutant = mutant(SEEDS.get(random.nextInt(SEEDS.size())));
      // Nothing lies behind the packet: who looks further fails.
      int offset = random.nextInt(16);
      ByteBuffer memory = ByteBuffer.allocate(offset + mutant.length).put(offset, mutant);
      long before = heapBytes();
      try {
        transit.begin(memory, offset, mutant.length, i, i);
        askForEverything(transit.headers());
        marks.pass(transit);
        narrow.pass(transit);
      } catch (RuntimeException e) {
        throw new AssertionError("packet " + i + " with -Dfuzz.seed=" + SEED, e);
      }
      assertThat(heapBytes() - before).as("memory for packet " + i).isLessThan(GROWTH_BYTES_MAX);
    }
    assertThat(numbers).as("something was read").isNotZero();
  }

  private void askForEverything(TcpPacket packet) {
    numbers += packet.ipVersion() + packet.bytes() + packet.ecn();
    if (!packet.isTcp()) {
      return;
    }
    numbers += packet.seq() + packet.ack() + packet.flags() + packet.window();
    numbers += packet.payloadBytes() + packet.timestampValue() + packet.timestampEcho();
    assertThat(packet.payloadBytes()).isBetween(0, packet.bytes());
    for (int i = 0; i < packet.sackBlocks(); i++) {
      numbers += packet.sackStart(i) + packet.sackEnd(i);
    }
    int flow = flows.number(packet);
    numbers += flow < 0 ? flow : flows.flow(flow).hashCode();
  }

  private byte[] mutant(byte[] seed) {
    int length = random.nextInt(4) == 0 ? random.nextInt(seed.length + 1) : seed.length;
    byte[] mutant = Arrays.copyOf(seed, length);
    for (int i = random.nextInt(8); i >= 0 && length > 0; i--) {
      // The headers, mostly: nobody reads what is behind them.
      int at = random.nextInt(random.nextInt(8) == 0 ? length : Math.min(length, 80));
      switch (random.nextInt(3)) {
        case 0 -> mutant[at] = (byte) random.nextInt();
        case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        default -> mutant[at] = (byte) EXTREMES[random.nextInt(EXTREMES.length)];
      }
    }
    return mutant;
  }

  private static long heapBytes() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
