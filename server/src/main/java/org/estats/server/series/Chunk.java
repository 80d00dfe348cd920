package org.estats.server.series;

import java.util.Arrays;
import java.util.List;

/// Some samples one after the other, written as differences.
///
/// ```
/// sample   mask (varint): bit 0 there is none, bit i+1 column i differs from the sample before
///          for each bit above 0: the difference (zigzag varint)
/// ```
///
/// A connection at which nothing goes on takes a byte a sample.
///
/// @param slot the time of the first sample, in periods since 1970
/// @param step how many periods lie between two samples
/// @param samples how many there are
/// @param bytes the samples
record Chunk(long slot, int step, int samples, byte[] bytes) {

  /// What a chunk costs beside its bytes: the objects around them.
  private static final int OVERHEAD_BYTES = 72;

  /// What is told of each sample.
  interface Visitor {
    /// @param values null for none; good only during the call
    void sample(long slot, long[] values);
  }

  long endSlot() {
    return slot + (long) samples * step;
  }

  int cost() {
    return bytes.length + OVERHEAD_BYTES;
  }

  void forEach(int columns, Visitor visitor) {
    long[] values = new long[columns];
    int at = 0;
    for (int i = 0; i < samples; i++) {
      long mask = 0;
      int shift = 0;
      byte b;
      do {
        b = bytes[at++];
        mask |= (long) (b & 0x7F) << shift;
        shift += 7;
      } while (b < 0);
      for (int c = 0; c < columns; c++) {
        if ((mask >>> c + 1 & 1) != 0) {
          long number = 0;
          shift = 0;
          do {
            b = bytes[at++];
            number |= (long) (b & 0x7F) << shift;
            shift += 7;
          } while (b < 0);
          values[c] += number >>> 1 ^ -(number & 1);
        }
      }
      visitor.sample(slot + (long) i * step, (mask & 1) != 0 ? null : values);
    }
  }

  /// The same with a sample in place of several: rates become their mean, of gauges the last holds.
  Chunk thinned(List<Column> columns, int times) {
    Writer writer = new Writer(slot, step * times, columns.size());
    Thinning thinning = new Thinning(columns, writer);
    forEach(
        columns.size(),
        (s, values) -> {
          thinning.add(values);
          if ((s - slot) / step % times == times - 1) {
            thinning.flush();
          }
        });
    thinning.flush();
    return writer.chunk();
  }

  /// Several samples that become one.
  private static final class Thinning {

    private final List<Column> columns;
    private final Writer writer;
    private final long[] sums;
    private final int[] counts;
    private int added;

    Thinning(List<Column> columns, Writer writer) {
      this.columns = columns;
      this.writer = writer;
      sums = new long[columns.size()];
      counts = new int[columns.size()];
    }

    void add(long[] values) {
      added++;
      for (int c = 0; values != null && c < sums.length; c++) {
        if (values[c] != Column.ABSENT) {
          boolean isRate = columns.get(c).isRate();
          sums[c] = isRate ? sums[c] + values[c] - 1 : values[c] - 1;
          counts[c] = isRate ? counts[c] + 1 : 1;
        }
      }
    }

    void flush() {
      if (added == 0) {
        return;
      }
      long[] mean = new long[sums.length];
      boolean isEmpty = true;
      for (int c = 0; c < sums.length; c++) {
        mean[c] = counts[c] == 0 ? Column.ABSENT : 1 + Math.round((double) sums[c] / counts[c]);
        isEmpty &= counts[c] == 0;
      }
      writer.add(isEmpty ? null : mean);
      Arrays.fill(sums, 0);
      Arrays.fill(counts, 0);
      added = 0;
    }
  }

  /// A chunk that is being written.
  static final class Writer {

    private static final int BYTES_FIRST = 96;
    private static final int SAMPLE_BYTES_MAX = 10 * (Long.SIZE + 1);

    private final long slot;
    private final int step;
    private final long[] last;
    private byte[] bytes = new byte[BYTES_FIRST];
    private int length;
    private int samples;

    Writer(long slot, int step, int columns) {
      this.slot = slot;
      this.step = step;
      last = new long[columns];
    }

    long nextSlot() {
      return slot + (long) samples * step;
    }

    int samples() {
      return samples;
    }

    /// @param values null for none
    void add(long[] values) {
      samples++;
      long mask = 0;
      if (values == null) {
        mask = 1;
      } else {
        for (int c = 0; c < last.length; c++) {
          mask |= values[c] != last[c] ? 2L << c : 0;
        }
      }
      if (bytes.length - length < SAMPLE_BYTES_MAX && mask > 1) {
        int needed = length + 10 * (1 + Long.bitCount(mask));
        if (needed > bytes.length) {
          bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
      } else if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
      }
      put(mask);
      for (int c = 0; c < last.length; c++) {
        if ((mask >>> c + 1 & 1) != 0) {
          long difference = values[c] - last[c];
          put(difference << 1 ^ difference >> 63);
          last[c] = values[c];
        }
      }
    }

    private void put(long number) {
      long rest = number;
      while ((rest & ~0x7FL) != 0) {
        bytes[length++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      bytes[length++] = (byte) rest;
    }

    Chunk chunk() {
      return new Chunk(slot, step, samples, Arrays.copyOf(bytes, length));
    }
  }
}
