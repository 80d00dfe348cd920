package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The word that all generations look at. Changed only under the [CollectorLock].
///
/// @param generation the generation that counts
/// @param attached whether the hooks are attached
/// @param readsAttached whether the hook at each read is attached too
/// @param closing whether everything is being switched off for good
/// @param rules how many slots of the rule table may be in use
/// @param byProcess whether a rule asks for a process
/// @param previous while its hooks may still be under way, the generation that counted before; else
///   0
/// @param callbackAttached whether the callback is attached by which states other than ESTABLISHED
///   are watched
/// @param thinning of what the rules would take, one in so many is; at most 1 for all of it
record ControlWord(
    int generation,
    boolean attached,
    boolean readsAttached,
    boolean closing,
    int rules,
    boolean byProcess,
    int previous,
    boolean callbackAttached,
    int thinning) {

  private static final String STRUCT = "estats_control";

  /// The kernel half's `ATTACHED_*`.
  private static final int HOOKS = 1;

  private static final int READS = 2;
  private static final int CALLBACK = 4;

  /// Reads it from an open map.
  static ControlWord read(int mapFd) {
    Btf types = KernelObject.shipped().types();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(types.sizeOf(STRUCT), 8);
      Bpf.lookup(mapFd, arena.allocate(JAVA_INT), value);
      int hooks = value.get(JAVA_INT, types.offsetOf(STRUCT, "attached"));
      return new ControlWord(
          value.get(JAVA_INT, types.offsetOf(STRUCT, "generation")),
          (hooks & HOOKS) != 0,
          (hooks & READS) != 0,
          value.get(JAVA_INT, types.offsetOf(STRUCT, "closing")) != 0,
          value.get(JAVA_INT, types.offsetOf(STRUCT, "rules")),
          value.get(JAVA_INT, types.offsetOf(STRUCT, "by_process")) != 0,
          value.get(JAVA_INT, types.offsetOf(STRUCT, "previous")),
          (hooks & CALLBACK) != 0,
          value.get(JAVA_INT, types.offsetOf(STRUCT, "thinning")));
    }
  }

  /// Writes it into an open map.
  void write(int mapFd) {
    Btf types = KernelObject.shipped().types();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(types.sizeOf(STRUCT), 8);
      value.set(JAVA_INT, types.offsetOf(STRUCT, "generation"), generation);
      value.set(JAVA_INT, types.offsetOf(STRUCT, "attached"), hooks());
      value.set(JAVA_INT, types.offsetOf(STRUCT, "closing"), closing ? 1 : 0);
      value.set(JAVA_INT, types.offsetOf(STRUCT, "rules"), rules);
      value.set(JAVA_INT, types.offsetOf(STRUCT, "by_process"), byProcess ? 1 : 0);
      value.set(JAVA_INT, types.offsetOf(STRUCT, "previous"), previous);
      value.set(JAVA_INT, types.offsetOf(STRUCT, "thinning"), thinning);
      Bpf.update(mapFd, arena.allocate(JAVA_INT), value);
    }
  }

  private int hooks() {
    return (attached ? HOOKS : 0) | (readsAttached ? READS : 0) | (callbackAttached ? CALLBACK : 0);
  }

  ControlWord withGeneration(int number) {
    return new ControlWord(
        number,
        attached,
        readsAttached,
        closing,
        rules,
        byProcess,
        previous,
        callbackAttached,
        thinning);
  }

  ControlWord withAttached(boolean yes) {
    return new ControlWord(
        generation,
        yes,
        readsAttached,
        closing,
        rules,
        byProcess,
        previous,
        callbackAttached,
        thinning);
  }

  ControlWord withReadsAttached(boolean yes) {
    return new ControlWord(
        generation, attached, yes, closing, rules, byProcess, previous, callbackAttached, thinning);
  }

  ControlWord withClosing(boolean yes) {
    return new ControlWord(
        generation,
        attached,
        readsAttached,
        yes,
        rules,
        byProcess,
        previous,
        callbackAttached,
        thinning);
  }

  ControlWord withRules(int count) {
    return new ControlWord(
        generation,
        attached,
        readsAttached,
        closing,
        count,
        byProcess,
        previous,
        callbackAttached,
        thinning);
  }

  ControlWord withByProcess(boolean yes) {
    return new ControlWord(
        generation,
        attached,
        readsAttached,
        closing,
        rules,
        yes,
        previous,
        callbackAttached,
        thinning);
  }

  ControlWord withPrevious(int number) {
    return new ControlWord(
        generation,
        attached,
        readsAttached,
        closing,
        rules,
        byProcess,
        number,
        callbackAttached,
        thinning);
  }

  ControlWord withCallbackAttached(boolean yes) {
    return new ControlWord(
        generation, attached, readsAttached, closing, rules, byProcess, previous, yes, thinning);
  }

  ControlWord withThinning(int oneIn) {
    return new ControlWord(
        generation,
        attached,
        readsAttached,
        closing,
        rules,
        byProcess,
        previous,
        callbackAttached,
        oneIn);
  }
}
