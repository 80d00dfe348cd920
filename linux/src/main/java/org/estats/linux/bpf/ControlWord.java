package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/// The word that all generations look at. Changed only under the [CollectorLock]; one that has been
/// read never changes.
final class ControlWord {

  private static final String STRUCT = "estats_control";
  private static final String HOOKS = "attached";
  private static final int WHOLE = ~0;

  /// What it says.
  enum Field {
    /// The generation that counts.
    GENERATION("generation", WHOLE),
    /// Whether the hooks are attached; bits as the kernel half's `ATTACHED_*`.
    ATTACHED(HOOKS, 1),
    /// Whether the hook at each read is attached too.
    READS_ATTACHED(HOOKS, 2),
    /// Whether the callback is attached by which states other than ESTABLISHED are watched.
    CALLBACK_ATTACHED(HOOKS, 4),
    /// Whether everything is being switched off for good.
    CLOSING("closing", WHOLE),
    /// How many slots of the rule table may be in use.
    RULES("rules", WHOLE),
    /// Whether a rule asks for a process.
    BY_PROCESS("by_process", WHOLE),
    /// While its hooks may still be under way, the generation that counted before; else 0.
    PREVIOUS("previous", WHOLE),
    /// Of what the rules would take, one in so many is; at most 1 for all of it.
    THINNING("thinning", WHOLE);

    private final int index;
    private final int bits;

    Field(String member, int bits) {
      this.index = KernelObject.shipped().types().offsetOf(STRUCT, member) / Integer.BYTES;
      this.bits = bits;
    }
  }

  private final int[] words;

  private ControlWord(int[] words) {
    this.words = words;
  }

  /// One in which nothing is set.
  static ControlWord blank() {
    return new ControlWord(new int[KernelObject.shipped().types().sizeOf(STRUCT) / Integer.BYTES]);
  }

  /// Reads it from an open map.
  static ControlWord read(int mapFd) {
    ControlWord read = blank();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT, read.words.length);
      Bpf.lookup(mapFd, arena.allocate(JAVA_INT), value);
      MemorySegment.copy(value, JAVA_INT, 0, read.words, 0, read.words.length);
      return read;
    }
  }

  /// Writes it into an open map.
  void write(int mapFd) {
    try (Arena arena = Arena.ofConfined()) {
      Bpf.update(mapFd, arena.allocate(JAVA_INT), arena.allocateFrom(JAVA_INT, words));
    }
  }

  int get(Field field) {
    return words[field.index] & field.bits;
  }

  boolean is(Field field) {
    return get(field) != 0;
  }

  /// The same with another number in a field.
  ControlWord with(Field field, int value) {
    int[] changed = words.clone();
    changed[field.index] = changed[field.index] & ~field.bits | value & field.bits;
    return new ControlWord(changed);
  }

  /// The same with something that is so, or is not.
  ControlWord with(Field field, boolean yes) {
    return with(field, yes ? Integer.lowestOneBit(field.bits) : 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ControlWord o && Arrays.equals(words, o.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    Map<Field, Integer> said = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      said.put(field, get(field));
    }
    return said.toString();
  }
}
