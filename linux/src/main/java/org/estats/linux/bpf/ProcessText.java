package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.estats.linux.collector.Rule;

/// The short name of a process as the kernel half has it: as many bytes as the kernel keeps, and a
/// zero. Longer ones are cut, as the kernel cuts them.
final class ProcessText {

  private ProcessText() {}

  static void put(MemorySegment into, long at, String name) {
    byte[] bytes = Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), Rule.PROCESS_BYTES_MAX + 1);
    bytes[Rule.PROCESS_BYTES_MAX] = 0;
    MemorySegment.copy(bytes, 0, into, JAVA_BYTE, at, bytes.length);
  }

  static Optional<String> get(MemorySegment from, long at) {
    String name = from.getString(at, StandardCharsets.UTF_8);
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }
}
