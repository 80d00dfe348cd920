package org.estats.windows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.Part;
import org.estats.catalogue.Switch;
import org.estats.catalogue.Unit;
import org.estats.win32.Family;
import org.estats.win32.NativeIpHlpApi;
import org.estats.win32.NativeIpHlpApi.Structured;
import org.estats.win32.Structure;
import org.estats.win32.TcpEstats;
import org.estats.win32.WinError;

/// One group of one connection as one call of Windows gives it: the switches together with what
/// they switch, since what is off is undefined.
final class GroupReading {

  private static final long MICROS_A_MILLI = 1000;

  private final Group group;
  private final Filled rw;
  private final Filled ros;
  private final Filled rod;

  /// A structure and what is in it; empty if the group has no such part.
  private record Filled(Optional<Structure> structure, MemorySegment at) {

    static Filled in(Arena arena, Optional<Structure> structure) {
      return new Filled(
          structure, structure.map(s -> arena.allocate(s.layout())).orElse(MemorySegment.NULL));
    }

    Structured structured() {
      return new Structured(at, 0, structure.map(Structure::byteSize).orElse(0));
    }
  }

  private GroupReading(Arena arena, Group group) {
    this.group = group;
    rw = Filled.in(arena, TcpEstats.rw(group));
    ros = Filled.in(arena, TcpEstats.readOnly(group, Part.ROS));
    rod = Filled.in(arena, TcpEstats.readOnly(group, Part.ROD));
  }

  /// Reads a group.
  ///
  /// @param row the row that names the connection, of the family
  static GroupReading of(NativeIpHlpApi library, Arena arena, TcpTables.Found row, Group group) {
    GroupReading reading = new GroupReading(arena, group);
    Family family = row.family();
    int code =
        library.get(
            family,
            row.structure(arena),
            group.ordinal(),
            reading.rw.structured(),
            reading.ros.structured(),
            reading.rod.structured());
    if (code != WinError.NO_ERROR) {
      Connection connection = new Connection(row.row().local(), row.row().remote());
      throw StatusCode.failure("read " + group.estatsName() + " of " + connection, code);
    }
    return reading;
  }

  /// The switches of the group that are on.
  Set<Switch> on() {
    Set<Switch> on = EnumSet.noneOf(Switch.class);
    for (Switch s : group.switches()) {
      long value = rw.structure().orElseThrow().get(rw.at(), TcpEstats.memberOf(s));
      boolean isOptional = group.switches().size() > 1;
      if (isOptional ? (int) value == TcpEstats.TcpBoolOptEnabled : value != 0) {
        on.add(s);
      }
    }
    return on;
  }

  /// Writes the numbers of the group where a snapshot has them.
  void store(long[] raw) {
    Set<Switch> on = on();
    for (Member member : Catalogue.members(group)) {
      boolean isOn = member.collectedBy().map(on::contains).orElse(true);
      raw[member.index()] = isOn ? raw(member) : Absence.OFF.code();
    }
  }

  private long raw(Member member) {
    Filled part =
        switch (member.part()) {
          case ROS -> ros;
          case ROD -> rod;
        };
    long number = part.structure().orElseThrow().get(part.at(), member.estatsName());
    return switch (member.width()) {
      case BOOLEAN -> number == 0 ? 0 : 1;
      case UCHAR -> number; // all ones is a shift of -1: no window scaling
      case ULONG -> number == 0xFFFFFFFFL ? Absence.NO_SAMPLE_YET.code() : inside(member, number);
      case SIZE_T, ULONG64 ->
          number == -1
              ? Absence.NO_SAMPLE_YET.code()
              : Absence.isAbsence(number) ? Absence.AMBIGUOUS.code() : number;
    };
  }

  /// A number as it travels inside: times in microseconds, codes in the catalogue's numbers.
  private static long inside(Member member, long number) {
    if (member == DataMember.SOFT_ERROR_REASON) {
      return softErrorReason((int) number);
    }
    return member.unit() == Unit.MILLISECONDS ? number * MICROS_A_MILLI : number;
  }

  /// The catalogue has Windows' numbers; 8 is not the "other" of RFC 4898.
  private static long softErrorReason(int number) {
    return switch (number) {
      case TcpEstats.TcpErrorNone,
          TcpEstats.TcpErrorBelowDataWindow,
          TcpEstats.TcpErrorAboveDataWindow,
          TcpEstats.TcpErrorBelowAckWindow,
          TcpEstats.TcpErrorAboveAckWindow,
          TcpEstats.TcpErrorBelowTsWindow,
          TcpEstats.TcpErrorAboveTsWindow,
          TcpEstats.TcpErrorDataChecksumError,
          TcpEstats.TcpErrorDataLengthError ->
          number;
      default -> Absence.AMBIGUOUS.code();
    };
  }
}
