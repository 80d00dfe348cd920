package org.estats.catalogue;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Every member of every group, in one order: that of [Group], and within a group that of the Win32
/// structures.
public final class Catalogue {

  // firstIndex is asked for every number of every snapshot, hence an array by Group.ordinal().
  private static final int[] FIRST_INDEX = firstIndexes();

  private Catalogue() {}

  /// All members. A member's place in this list is its [Member#index()].
  public static List<Member> members() {
    return Lists.ALL;
  }

  /// The members of one group, in the order of its structure.
  public static List<? extends Member> members(Group group) {
    return Lists.BY_GROUP.get(group);
  }

  /// The member with this qualified name, such as `Path.PktsRetrans`, in any case; empty if there
  /// is none.
  public static Optional<Member> named(String qualifiedName) {
    return Optional.ofNullable(Lists.BY_NAME.get(qualifiedName.toLowerCase(Locale.ROOT)));
  }

  /// The EStats form of a constant's name: `FastRetran` for `FAST_RETRAN`.
  public static String camelCase(String constantName) {
    StringBuilder text = new StringBuilder(constantName.length());
    boolean wordStarts = true;
    for (int i = 0; i < constantName.length(); i++) {
      char c = constantName.charAt(i);
      if (c != '_') {
        text.append(wordStarts ? Character.toUpperCase(c) : Character.toLowerCase(c));
      }
      wordStarts = c == '_';
    }
    return text.toString();
  }

  /// The index of a group's first member.
  static int firstIndex(Group group) {
    return FIRST_INDEX[group.ordinal()];
  }

  /// The cached form of [Member#estatsName()].
  static String estatsName(Member member) {
    return Lists.NAMES[member.index()];
  }

  /// The cached form of [Member#qualifiedName()].
  static String qualifiedName(Member member) {
    return Lists.QUALIFIED_NAMES[member.index()];
  }

  private static Member[] membersOf(Group group) {
    return switch (group) {
      case SYN_OPTS -> SynOptsMember.values();
      case DATA -> DataMember.values();
      case SND_CONG -> SndCongMember.values();
      case PATH -> PathMember.values();
      case SEND_BUFF -> SendBuffMember.values();
      case REC -> RecMember.values();
      case OBS_REC -> ObsRecMember.values();
      case BANDWIDTH -> BandwidthMember.values();
      case FINE_RTT -> FineRttMember.values();
    };
  }

  private static int[] firstIndexes() {
    int[] first = new int[Group.values().length];
    int index = 0;
    for (Group group : Group.values()) {
      first[group.ordinal()] = index;
      index += membersOf(group).length;
    }
    return first;
  }

  /// The catalogue in the shapes it is asked for, made when first asked.
  private static final class Lists {

    static final Map<Group, List<Member>> BY_GROUP = new EnumMap<>(Group.class);
    static final Map<String, Member> BY_NAME = new HashMap<>();
    static final List<Member> ALL;
    static final String[] NAMES;
    static final String[] QUALIFIED_NAMES;

    static {
      for (Group group : Group.values()) {
        BY_GROUP.put(group, List.of(membersOf(group)));
      }
      ALL = BY_GROUP.values().stream().flatMap(List::stream).toList();
      NAMES = new String[ALL.size()];
      QUALIFIED_NAMES = new String[ALL.size()];
      for (Member member : ALL) {
        String name = camelCase(member.name());
        String qualified = member.group().estatsName() + "." + name;
        NAMES[member.index()] = name;
        QUALIFIED_NAMES[member.index()] = qualified;
        BY_NAME.put(qualified.toLowerCase(Locale.ROOT), member);
      }
    }
  }
}
