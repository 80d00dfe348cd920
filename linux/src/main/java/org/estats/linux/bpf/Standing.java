package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.estats.Connection;
import org.estats.linux.collector.Rule;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.NetworkNamespace;

/// What stands in a loading whose layouts this version does not share: told by that loading's own
/// types, which the kernel keeps. Its counts cannot be gone on with; that a switch is on can.
///
/// @param on what is switched on
/// @param rules the rules that stand, as far as they can be told
/// @param strangeRules how many rules say something that this version does not know
/// @param thinning of what the rules would take, one in so many is; 0 if that loading thins nothing
/// @param types the types of that loading
record Standing(List<On> on, List<Rule> rules, int strangeRules, int thinning, Btf types) {

  private static final String CONTROL = "estats_control";
  private static final String ATTACHED = "attached";
  private static final String THINNING = "thinning";

  /// A connection with something on.
  ///
  /// @param connection the connection
  /// @param mask its switches
  record On(Connection connection, int mask) {}

  /// What stands in a generation; empty if that cannot be told.
  static Optional<Standing> in(Generation generation) {
    if (!generation.has(Pin.RULES) || !generation.has(Pin.ON)) {
      return Optional.empty();
    }
    PinTrust.require(generation, Pin.RULES.fileName());
    PinTrust.require(generation, Pin.ON.fileName());
    try {
      int fd = Bpf.get(generation.pathOf(Pin.RULES));
      try {
        Btf types = Btf.ofMap(fd);
        List<Rule> rules = new RuleTable(fd, types).read();
        boolean isClear = RuleTable.understands(types);
        return Optional.of(
            new Standing(
                switchedOn(generation, types),
                isClear ? rules : List.of(),
                isClear ? 0 : rules.size(),
                thinning(generation, types),
                types));
      } finally {
        LibC.close(fd);
      }
    } catch (NativeException | IllegalStateException | IndexOutOfBoundsException e) {
      return Optional.empty(); // without the right to, or types that are none of Estats'
    }
  }

  private static int thinning(Generation generation, Btf types) {
    if (!generation.has(Pin.CONTROL) || !types.has(CONTROL, THINNING)) {
      return 0;
    }
    PinTrust.require(generation, Pin.CONTROL.fileName());
    int fd = Bpf.get(generation.pathOf(Pin.CONTROL));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment word = arena.allocate(types.sizeOf(CONTROL), 8);
      Bpf.lookup(fd, arena.allocate(JAVA_INT), word);
      return word.get(JAVA_INT, types.offsetOf(CONTROL, THINNING));
    } finally {
      LibC.close(fd);
    }
  }

  /// Read on a thread of its own: what this one last chose of its readings, and may have chosen of
  /// this very loading before it lost a pin, would be left out, and what is on with it.
  private static List<On> switchedOn(Generation generation, Btf types) {
    RecordLayout layout = new RecordLayout(types);
    List<On> found = new ArrayList<>();
    NetworkNamespace.own()
        .<Void, RuntimeException>call(() -> {
          Iteration.forEach(
              generation.pathOf(Pin.ON),
              layout,
              record -> {
                if (layout.on(record, 0) != 0) {
                  found.add(new On(layout.connection(record), layout.on(record, 0)));
                }
              });
          return null;
        });
    return found;
  }

  /// All the switches that are on or that a rule turns on, as a mask.
  int mask() {
    int mask = 0;
    for (On o : on) {
      mask |= o.mask();
    }
    for (Rule rule : rules) {
      mask |= rule.mask();
    }
    return mask;
  }

  /// Has that loading's own programs switch nothing on any more, and take its flags off the sockets
  /// of a namespace from now on.
  ///
  /// @return whether it can
  boolean close(Generation generation) {
    boolean isThere = generation.has(Pin.CONTROL) && generation.has(Pin.SETTLE);
    if (!isThere || !types.has(CONTROL, "closing")) {
      return false;
    }
    int fd = Bpf.get(generation.pathOf(Pin.CONTROL));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocate(JAVA_INT);
      MemorySegment word = arena.allocate(types.sizeOf(CONTROL), 8);
      Bpf.lookup(fd, key, word);
      word.set(JAVA_INT, types.offsetOf(CONTROL, "closing"), 1);
      if (types.has(CONTROL, ATTACHED)) {
        word.set(JAVA_INT, types.offsetOf(CONTROL, ATTACHED), 0);
      }
      Bpf.update(fd, key, word);
      return true;
    } finally {
      LibC.close(fd);
    }
  }
}
