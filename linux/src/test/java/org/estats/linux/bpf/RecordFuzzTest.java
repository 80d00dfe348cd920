package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.SplittableRandom;
import org.estats.Snapshot;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Whatever stands in a record of the kernel half, reading it ends, and ends well.
///
/// `-Dfuzz.times=N` makes it so many times longer, `-Dfuzz.seed=N` replays a run.
class RecordFuzzTest {

  private static final int INPUTS = 200_000 * Integer.getInteger("fuzz.times", 1);
  private static final long SEED = Long.getLong("fuzz.seed", 20261122);
  private static final long GROWTH_BYTES_MAX = 64 << 20;
  private static final long[] EXTREMES = {
    0, 1, 2, 10, 0xFFFF, 0xFFFF_FFFFL, Long.MIN_VALUE, Long.MAX_VALUE, -1, -2, -6, -7, -64
  };

  private final RecordLayout layout = RecordLayout.shipped();
  private final SplittableRandom random = new SplittableRandom(SEED);
  private long numbers;

  @Test
  @Timeout(value = 3600, threadMode = ThreadMode.SEPARATE_THREAD) // 200,000 take 2 s
  void noMutationOfARecordHangsOrCrashesTheReader() {
    byte[] bytes = new byte[layout.size() + 7 & ~7];
    MemorySegment record = MemorySegment.ofArray(new long[bytes.length / 8]);
    Snapshot before = null;
    for (int i = 0; i < INPUTS; i++) {
      if (i % 64 == 0) {
        random.nextBytes(bytes);
        MemorySegment.copy(bytes, 0, record, ValueLayout.JAVA_BYTE, 0, bytes.length);
      }
      mutate(record);
      long heap = heapBytes();
      try {
        before = askForEverything(record, before);
      } catch (RuntimeException e) {
        throw new AssertionError("record " + i + " with -Dfuzz.seed=" + SEED, e);
      }
      assertThat(heapBytes() - heap).as("memory for record " + i).isLessThan(GROWTH_BYTES_MAX);
    }
    assertThat(numbers).as("something was read").isNotZero();
  }

  private void mutate(MemorySegment record) {
    int longs = (int) (record.byteSize() / Long.BYTES);
    for (int i = random.nextInt(8); i >= 0; i--) {
      long at = (long) random.nextInt(longs) * Long.BYTES;
      long value =
          random.nextBoolean() ? EXTREMES[random.nextInt(EXTREMES.length)] : random.nextLong();
      record.set(ValueLayout.JAVA_LONG, at, value);
    }
    // What decides how the rest is read is worth more tries than its share of the bytes.
    int head = random.nextInt(12) * Long.BYTES;
    record.set(ValueLayout.JAVA_LONG, head, random.nextLong(-2, 12));
  }

  private Snapshot askForEverything(MemorySegment record, Snapshot before) {
    numbers += layout.connection(record).toString().length() + layout.uid(record, 0);
    Snapshot snapshot = new RecordSnapshots(layout).of(record, Instant.EPOCH);
    for (Member member : Catalogue.members()) {
      numbers += snapshot.value(member).orElse(0);
      if (before != null && member.kind() == Kind.COUNTER) {
        numbers += snapshot.difference(member, before).orElse(0);
      }
    }
    numbers += snapshot.on().size() + snapshot.state().ordinal();
    snapshot.on().forEach(s -> numbers += snapshot.since(s).hashCode());
    return snapshot;
  }

  private static long heapBytes() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
