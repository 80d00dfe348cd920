package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.estats.linux.collector.Rule;

/// The pinned table of rules.
final class RuleTable {

  private static final String STRUCT = "estats_rule";
  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final int ANY_UID = -1;

  /// `RULES_MAX` of the kernel half.
  static final int SLOTS = 64;

  private final Btf types;
  private final int mapFd;

  /// The table of this version's object.
  RuleTable(int mapFd) {
    this(mapFd, KernelObject.shipped().types());
  }

  /// The table of another object; only to be read.
  ///
  /// @param types that object's types, which know no members that this version's do not
  RuleTable(int mapFd, Btf types) {
    this.mapFd = mapFd;
    this.types = types;
  }

  /// Whether this version can tell all that a rule of another object says.
  static boolean understands(Btf other) {
    return KernelObject.shipped().types().members(STRUCT).containsAll(other.members(STRUCT));
  }

  /// The rules that stand, by slot.
  List<Rule> read() {
    List<Rule> rules = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocate(JAVA_INT);
      MemorySegment value = arena.allocate(types.sizeOf(STRUCT), 8);
      for (int slot = 0; slot < SLOTS; slot++) {
        key.set(JAVA_INT, 0, slot);
        Bpf.lookup(mapFd, key, value);
        if (value.get(JAVA_INT, at("id")) != 0) {
          rules.add(rule(value));
        }
      }
    }
    return rules;
  }

  /// Writes a rule into a slot.
  void write(int slot, Rule rule) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(types.sizeOf(STRUCT), 8);
      value.set(JAVA_INT, at("id"), rule.id());
      value.set(JAVA_INT, at("on"), rule.mask());
      value.set(JAVA_INT, at("netns"), (int) rule.netns().orElse(0));
      value.set(JAVA_INT, at("uid"), rule.uid().orElse(ANY_UID));
      value.set(JAVA_SHORT, at("local_port"), (short) rule.localPort());
      value.set(JAVA_SHORT, at("remote_port"), (short) rule.remotePort());
      value.set(JAVA_SHORT, at("port"), (short) rule.eitherPort());
      value.set(JAVA_INT, at("family"), 0);
      value.set(JAVA_LONG, at("cgroup"), rule.cgroup().orElse(0));
      value.set(JAVA_INT, at("one_in"), rule.oneIn());
      rule.process().ifPresent(p -> ProcessText.put(value, at("process"), p));
      rule.local().ifPresent(p -> prefix(value, "local", p));
      rule.remote().ifPresent(p -> prefix(value, "remote", p));
      put(slot, value, arena);
    }
  }

  /// Frees a slot.
  void clear(int slot) {
    try (Arena arena = Arena.ofConfined()) {
      put(slot, arena.allocate(types.sizeOf(STRUCT), 8), arena);
    }
  }

  /// The slot of a rule; -1 if there is no such rule.
  int slotOf(int id) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocate(JAVA_INT);
      MemorySegment value = arena.allocate(types.sizeOf(STRUCT), 8);
      for (int slot = 0; slot < SLOTS; slot++) {
        key.set(JAVA_INT, 0, slot);
        Bpf.lookup(mapFd, key, value);
        if (value.get(JAVA_INT, at("id")) == id) {
          return slot;
        }
      }
      return -1;
    }
  }

  private void put(int slot, MemorySegment value, Arena arena) {
    MemorySegment key = arena.allocate(JAVA_INT);
    key.set(JAVA_INT, 0, slot);
    Bpf.update(mapFd, key, value);
  }

  private void prefix(MemorySegment value, String side, Rule.Prefix prefix) {
    byte[] bytes = prefix.address().getAddress();
    MemorySegment.copy(bytes, 0, value, JAVA_BYTE, at(side), bytes.length);
    value.set(JAVA_BYTE, at(side + "_bits"), (byte) prefix.bits());
    value.set(JAVA_INT, at("family"), bytes.length == 4 ? INET : INET6);
  }

  private Rule rule(MemorySegment value) {
    int netns = value.get(JAVA_INT, at("netns"));
    int uid = value.get(JAVA_INT, at("uid"));
    long cgroup = value.get(JAVA_LONG, at("cgroup"));
    return new Rule(
        value.get(JAVA_INT, at("id")),
        value.get(JAVA_INT, at("on")),
        netns == 0 ? OptionalLong.empty() : OptionalLong.of(Integer.toUnsignedLong(netns)),
        uid == ANY_UID ? OptionalInt.empty() : OptionalInt.of(uid),
        Short.toUnsignedInt(value.get(JAVA_SHORT, at("local_port"))),
        Short.toUnsignedInt(value.get(JAVA_SHORT, at("remote_port"))),
        Short.toUnsignedInt(value.get(JAVA_SHORT, at("port"))),
        prefixOf(value, "local"),
        prefixOf(value, "remote"),
        ProcessText.get(value, at("process")),
        cgroup == 0 ? OptionalLong.empty() : OptionalLong.of(cgroup),
        value.get(JAVA_INT, at("one_in")),
        value.get(JAVA_LONG, at("matched")),
        value.get(JAVA_LONG, at("refused")));
  }

  private Optional<Rule.Prefix> prefixOf(MemorySegment value, String side) {
    int bits = Byte.toUnsignedInt(value.get(JAVA_BYTE, at(side + "_bits")));
    if (bits == 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[value.get(JAVA_INT, at("family")) == INET ? 4 : 16];
    MemorySegment.ofArray(bytes).copyFrom(value.asSlice(at(side), bytes.length));
    try {
      return Optional.of(new Rule.Prefix(InetAddress.getByAddress(bytes), bits));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // the length is right
    }
  }

  private int at(String member) {
    return types.offsetOf(STRUCT, member);
  }
}
