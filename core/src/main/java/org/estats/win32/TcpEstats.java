package org.estats.win32;

import java.lang.foreign.MemoryLayout;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Part;
import org.estats.catalogue.Switch;

/// The enumerations and structures of `tcpestats.h`. Where a member lies follows from its place and
/// width in the catalogue.
public final class TcpEstats {

  /// `TCP_ESTATS_TYPE`: [Group] in its order.
  public static final int TcpConnectionEstatsSynOpts = 0;

  public static final int TcpConnectionEstatsData = 1;
  public static final int TcpConnectionEstatsSndCong = 2;
  public static final int TcpConnectionEstatsPath = 3;
  public static final int TcpConnectionEstatsSendBuff = 4;
  public static final int TcpConnectionEstatsRec = 5;
  public static final int TcpConnectionEstatsObsRec = 6;
  public static final int TcpConnectionEstatsBandwidth = 7;
  public static final int TcpConnectionEstatsFineRtt = 8;

  /// How many types there are; no type itself.
  public static final int TcpConnectionEstatsMaximum = 9;

  /// `TCP_BOOLEAN_OPTIONAL`, four bytes: the two switches of Bandwidth.
  public static final int TcpBoolOptDisabled = 0;

  public static final int TcpBoolOptEnabled = 1;

  /// Leaves the switch as it is.
  public static final int TcpBoolOptUnchanged = -1;

  /// `TCP_SOFT_ERROR`: what `SoftErrorReason` says. The catalogue keeps these numbers, of which 8
  /// is another than RFC 4898's.
  public static final int TcpErrorNone = 0;

  public static final int TcpErrorBelowDataWindow = 1;
  public static final int TcpErrorAboveDataWindow = 2;
  public static final int TcpErrorBelowAckWindow = 3;
  public static final int TcpErrorAboveAckWindow = 4;
  public static final int TcpErrorBelowTsWindow = 5;
  public static final int TcpErrorAboveTsWindow = 6;
  public static final int TcpErrorDataChecksumError = 7;
  public static final int TcpErrorDataLengthError = 8;

  /// How many reasons there are; no reason itself.
  public static final int TcpErrorMaxSoftError = 9;

  public static final Structure TCP_ESTATS_SYN_OPTS_ROS_v0 = part(Group.SYN_OPTS, Part.ROS);
  public static final Structure TCP_ESTATS_DATA_RW_v0 = switches(Group.DATA);
  public static final Structure TCP_ESTATS_DATA_ROD_v0 = part(Group.DATA, Part.ROD);
  public static final Structure TCP_ESTATS_SND_CONG_RW_v0 = switches(Group.SND_CONG);
  public static final Structure TCP_ESTATS_SND_CONG_ROS_v0 = part(Group.SND_CONG, Part.ROS);
  public static final Structure TCP_ESTATS_SND_CONG_ROD_v0 = part(Group.SND_CONG, Part.ROD);
  public static final Structure TCP_ESTATS_PATH_RW_v0 = switches(Group.PATH);
  public static final Structure TCP_ESTATS_PATH_ROD_v0 = part(Group.PATH, Part.ROD);
  public static final Structure TCP_ESTATS_SEND_BUFF_RW_v0 = switches(Group.SEND_BUFF);
  public static final Structure TCP_ESTATS_SEND_BUFF_ROD_v0 = part(Group.SEND_BUFF, Part.ROD);
  public static final Structure TCP_ESTATS_REC_RW_v0 = switches(Group.REC);
  public static final Structure TCP_ESTATS_REC_ROD_v0 = part(Group.REC, Part.ROD);
  public static final Structure TCP_ESTATS_OBS_REC_RW_v0 = switches(Group.OBS_REC);
  public static final Structure TCP_ESTATS_OBS_REC_ROD_v0 = part(Group.OBS_REC, Part.ROD);
  public static final Structure TCP_ESTATS_BANDWIDTH_RW_v0 = switches(Group.BANDWIDTH);
  public static final Structure TCP_ESTATS_BANDWIDTH_ROD_v0 = part(Group.BANDWIDTH, Part.ROD);
  public static final Structure TCP_ESTATS_FINE_RTT_RW_v0 = switches(Group.FINE_RTT);
  public static final Structure TCP_ESTATS_FINE_RTT_ROD_v0 = part(Group.FINE_RTT, Part.ROD);

  private static final List<Structure> ALL =
      List.of(
          TCP_ESTATS_SYN_OPTS_ROS_v0,
          TCP_ESTATS_DATA_RW_v0,
          TCP_ESTATS_DATA_ROD_v0,
          TCP_ESTATS_SND_CONG_RW_v0,
          TCP_ESTATS_SND_CONG_ROS_v0,
          TCP_ESTATS_SND_CONG_ROD_v0,
          TCP_ESTATS_PATH_RW_v0,
          TCP_ESTATS_PATH_ROD_v0,
          TCP_ESTATS_SEND_BUFF_RW_v0,
          TCP_ESTATS_SEND_BUFF_ROD_v0,
          TCP_ESTATS_REC_RW_v0,
          TCP_ESTATS_REC_ROD_v0,
          TCP_ESTATS_OBS_REC_RW_v0,
          TCP_ESTATS_OBS_REC_ROD_v0,
          TCP_ESTATS_BANDWIDTH_RW_v0,
          TCP_ESTATS_BANDWIDTH_ROD_v0,
          TCP_ESTATS_FINE_RTT_RW_v0,
          TCP_ESTATS_FINE_RTT_ROD_v0);

  /// By type and by the part's name in the header.
  private static final Map<Group, Map<String, Structure>> BY_GROUP = byGroup();

  private TcpEstats() {}

  /// All structures, type by type.
  public static List<Structure> structures() {
    return ALL;
  }

  /// The type with this number of `TCP_ESTATS_TYPE`; empty if it is none.
  public static Optional<Group> type(int estatsType) {
    return estatsType >= 0 && estatsType < TcpConnectionEstatsMaximum
        ? Optional.of(Group.values()[estatsType])
        : Optional.empty();
  }

  /// The read/write structure of a type: its switches. Empty for SynOpts, which has none.
  public static Optional<Structure> rw(Group group) {
    return Optional.ofNullable(BY_GROUP.get(group).get("RW"));
  }

  /// The read-only static structure of a type, or the dynamic one; empty where it has none.
  public static Optional<Structure> readOnly(Group group, Part part) {
    return Optional.ofNullable(BY_GROUP.get(group).get(part.name()));
  }

  /// The member of a type's read/write structure that is this switch.
  public static String memberOf(Switch s) {
    return switch (s) {
      case BANDWIDTH_OUT -> "EnableCollectionOutbound";
      case BANDWIDTH_IN -> "EnableCollectionInbound";
      case DATA, SND_CONG, PATH, SEND_BUFF, REC, OBS_REC, FINE_RTT -> "EnableCollection";
    };
  }

  private static Map<Group, Map<String, Structure>> byGroup() {
    Map<Group, Map<String, Structure>> byGroup = new EnumMap<>(Group.class);
    for (Group group : Group.values()) {
      Map<String, Structure> parts = new HashMap<>();
      for (String part : List.of("RW", Part.ROS.name(), Part.ROD.name())) {
        String name = name(group, part);
        ALL.stream().filter(s -> s.name().equals(name)).forEach(s -> parts.put(part, s));
      }
      byGroup.put(group, parts);
    }
    return byGroup;
  }

  private static String name(Group group, String part) {
    return "TCP_ESTATS_" + group.name() + "_" + part + "_v0";
  }

  private static Structure part(Group group, Part part) {
    List<MemoryLayout> members =
        Catalogue.members(group).stream()
            .filter(m -> m.part() == part)
            .map(m -> Structure.integer(m.width().bytes()).withName(m.estatsName()))
            .toList();
    return Structure.of(name(group, part.name()), members);
  }

  /// A single switch is a `BOOLEAN`; of two, each may be left alone, so they are
  /// `TCP_BOOLEAN_OPTIONAL`.
  private static Structure switches(Group group) {
    int bytes = group.switches().size() == 1 ? Byte.BYTES : Integer.BYTES;
    List<MemoryLayout> members =
        group.switches().stream().map(s -> Structure.integer(bytes).withName(memberOf(s))).toList();
    return Structure.of(name(group, "RW"), members);
  }
}
