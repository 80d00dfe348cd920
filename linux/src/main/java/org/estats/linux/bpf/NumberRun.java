package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.estats.Absence;

/// Numbers that lie side by side in a record, so that they are copied at once: a command's code is
/// compiled little, and there each number by itself costs more than a hundred at once.
///
/// @param first the index of the first of them
/// @param count how many
/// @param at where they begin
record NumberRun(int first, int count, int at) {

  /// The offset of a number that a record lacks.
  static final int NOT_IN_RECORD = -1;

  /// @param offsets where each number is
  static List<NumberRun> of(int[] offsets) {
    List<NumberRun> runs = new ArrayList<>();
    for (int i = 0; i < offsets.length; ) {
      int first = i++;
      while (i < offsets.length && offsets[i] == offsets[first] + Long.BYTES * (i - first)) {
        i++;
      }
      if (offsets[first] != NOT_IN_RECORD) {
        runs.add(new NumberRun(first, i - first, offsets[first]));
      }
    }
    return List.copyOf(runs);
  }

  /// So many numbers, those that are in no run as not collected.
  static long[] read(MemorySegment record, List<NumberRun> runs, int numbers) {
    long[] read = new long[numbers];
    int next = 0;
    for (NumberRun run : runs) {
      Arrays.fill(read, next, run.first, Absence.NOT_COLLECTED.code());
      MemorySegment.copy(record, JAVA_LONG_UNALIGNED, run.at, read, run.first, run.count);
      next = run.first + run.count;
    }
    Arrays.fill(read, next, numbers, Absence.NOT_COLLECTED.code());
    return read;
  }
}
