package org.estats.linux.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Whatever stands in the buffer, reading it ends, and ends well.
///
/// `-Dfuzz.times=N` makes it so many times longer, `-Dfuzz.seed=N` replays a run.
class AnswerFuzzTest {

  private static final int MUTATIONS = 200_000 * Integer.getInteger("fuzz.times", 1);
  private static final long SEED = Long.getLong("fuzz.seed", 20261121);
  private static final long GROWTH_BYTES_MAX = 64 << 20;
  private static final int[] EXTREMES = {0, 1, 3, 4, 15, 16, 17, 0x7F, 0x80, 0xFF};

  private long numbers;

  @Test
  @Timeout(value = 3600, threadMode = ThreadMode.SEPARATE_THREAD) // 200,000 take 3 s
  void noMutationOfADumpHangsOrCrashesTheReader() throws IOException {
    List<byte[]> seeds = List.copyOf(GoldenDump.datagrams().values());
    SplittableRandom random = new SplittableRandom(SEED);
    SocketView view = new SocketView(0); // one for all, so that what it remembers is tried too
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutant = mutant(seeds.get(random.nextInt(seeds.size())), random);
      long before = heapBytes();
      try {
        AnswerReader reader = new AnswerReader(GoldenDump.NUMBER, view, this::askForEverything);
        reader.read(MemorySegment.ofArray(mutant));
      } catch (RuntimeException e) {
        throw new AssertionError("mutation " + i + " with -Dfuzz.seed=" + SEED, e);
      }
      assertThat(heapBytes() - before).as("memory for mutation " + i).isLessThan(GROWTH_BYTES_MAX);
    }
  }

  private static long heapBytes() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void askForEverything(SocketView socket) {
    numbers += socket.row().hashCode() + socket.congestionControl().length();
    for (SocketMemory figure : SocketMemory.values()) {
      numbers += socket.has(figure) ? socket.memory(figure) : 0;
    }
    if (socket.hasTcpInfo()) {
      for (TcpInfoField field : TcpInfoField.values()) {
        numbers += socket.tcpInfo().getOr(field, 0);
      }
      numbers += socket.tcpInfo().copy().length();
      numbers += socket.tcpInfo().sendWindowScale();
    }
    numbers += TcpInfoSnapshot.of(socket, Instant.EPOCH).isPresent() ? 1 : 0;
  }

  private static byte[] mutant(byte[] seed, SplittableRandom random) {
    int length = random.nextInt(4) == 0 ? 1 + random.nextInt(seed.length) : seed.length;
    byte[] mutant = java.util.Arrays.copyOf(seed, length);
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(length);
      switch (random.nextInt(4)) {
        case 0 -> mutant[at] = (byte) random.nextInt();
        case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> mutant[at & ~3] = (byte) EXTREMES[random.nextInt(EXTREMES.length)];
        default -> {
          int from = random.nextInt(length);
          int bytes = random.nextInt(Math.min(64, length - Math.max(from, at)) + 1);
          System.arraycopy(seed, from, mutant, at, bytes);
        }
      }
    }
    return mutant;
  }
}
