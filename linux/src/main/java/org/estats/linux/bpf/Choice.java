package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Set;
import org.estats.catalogue.Group;
import org.estats.filter.Filter;

/// What a thread wants of its next reading of an iterator. The pinned program `choose` keeps it
/// with the thread, in the kernel.
///
/// @param flags `CHOICE_*` of the kernel half
/// @param groups the groups whose parts records carry
/// @param filter connections that do not meet it may be left out: see [KernelTerms]
record Choice(int flags, Set<Group> groups, Filter filter) {

  /// `CHOICE_*` of the kernel half.
  static final int ONLY_ON = 1;

  static final int TCP_INFO = 2;
  static final int EVERY_STATE = 4;
  static final int INODE = 8;
  static final int TALLY = 16;

  /// All of every connection.
  static final Choice ALL = new Choice(0, EnumSet.allOf(Group.class), Filter.all());

  /// What identifies a connection, and which switches are on.
  static final Choice IDENTITY = new Choice(0, EnumSet.noneOf(Group.class), Filter.all());

  private static final Btf TYPES = KernelObject.shipped().types();
  private static final String STRUCT = "estats_choice";
  private static final int LAYOUT = TYPES.offsetOf(STRUCT, "layout");
  private static final int FLAGS = TYPES.offsetOf(STRUCT, "flags");
  private static final int LEFT_OUT = TYPES.offsetOf(STRUCT, "left_out");

  static final int BYTES = TYPES.sizeOf(STRUCT);

  /// The same with a flag more.
  Choice with(int flag) {
    return new Choice(flags | flag, groups, filter);
  }

  /// The same for a filter.
  Choice withFilter(Filter other) {
    return new Choice(flags, groups, other);
  }

  /// The layout of the records that will come.
  RecordLayout layout() {
    return RecordLayout.of(groups);
  }

  void writeTo(MemorySegment struct) {
    struct.fill((byte) 0);
    struct.set(JAVA_INT, LAYOUT, KernelObject.shipped().layout());
    struct.set(JAVA_INT, FLAGS, flags);
    struct.set(JAVA_INT, LEFT_OUT, leftOut());
    KernelTerms.write(filter, struct);
  }

  /// The groups that records lack, as a mask.
  int leftOut() {
    int mask = 0;
    for (Group group : Group.values()) {
      mask |= groups.contains(group) ? 0 : 1 << group.ordinal();
    }
    return mask;
  }
}
