package org.estats.win32;

import static org.estats.win32.TcpEstats.TcpBoolOptDisabled;
import static org.estats.win32.TcpEstats.TcpBoolOptEnabled;
import static org.estats.win32.TcpEstats.TcpBoolOptUnchanged;
import static org.estats.win32.WinError.ERROR_ACCESS_DENIED;
import static org.estats.win32.WinError.ERROR_INSUFFICIENT_BUFFER;
import static org.estats.win32.WinError.ERROR_INVALID_PARAMETER;
import static org.estats.win32.WinError.ERROR_INVALID_USER_BUFFER;
import static org.estats.win32.WinError.ERROR_NOT_FOUND;
import static org.estats.win32.WinError.ERROR_NOT_SUPPORTED;
import static org.estats.win32.WinError.NO_ERROR;

import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.estats.Connection;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.Part;
import org.estats.catalogue.Switch;
import org.estats.catalogue.Width;

/// Get and Set over a source. The documents name the codes but not the order in which a call with
/// several faults is checked; here it is that of the lines.
final class SourceStatistics {

  private static final long ALL_ONES = -1;

  private final EstatsSource source;

  SourceStatistics(EstatsSource source) {
    this.source = source;
  }

  int set(Family family, MemorySegment row, int estatsType, Buffer rw, int offset) {
    Buffer named = Buffer.of(row, family.row());
    if (!named.isReadable()) {
      return ERROR_INVALID_PARAMETER;
    }
    if (!source.maySet()) {
      return ERROR_ACCESS_DENIED;
    }
    if (rw.version() != 0 || offset != 0) {
      return ERROR_NOT_SUPPORTED;
    }
    if (!rw.isWanted()) {
      return NO_ERROR;
    }
    if (!rw.isReadable()) {
      return ERROR_INVALID_USER_BUFFER;
    }
    Optional<Group> type = TcpEstats.type(estatsType);
    Optional<Structure> structure = type.flatMap(TcpEstats::rw);
    if (structure.isEmpty()) {
      return ERROR_INVALID_PARAMETER;
    }
    if (rw.bytes() < structure.get().byteSize()) {
      return ERROR_INSUFFICIENT_BUFFER;
    }
    return set(named(family, named), type.get(), structure.get(), rw);
  }

  private int set(Optional<Connection> named, Group group, Structure structure, Buffer rw) {
    MemorySegment values = rw.read(structure.byteSize());
    Set<Switch> on = EnumSet.noneOf(Switch.class);
    Set<Switch> off = EnumSet.noneOf(Switch.class);
    for (Switch s : group.switches()) {
      int value = (int) structure.get(values, TcpEstats.memberOf(s));
      boolean isBoolean = structure.size(TcpEstats.memberOf(s)) == Byte.BYTES;
      switch (isBoolean && value != 0 ? TcpBoolOptEnabled : value) {
        case TcpBoolOptDisabled -> off.add(s);
        case TcpBoolOptEnabled -> on.add(s);
        case TcpBoolOptUnchanged -> {}
        default -> {
          return ERROR_INVALID_PARAMETER;
        }
      }
    }
    if (named.isEmpty()) {
      return ERROR_NOT_FOUND;
    }
    source.set(named.get(), on, off);
    return NO_ERROR;
  }

  int get(Family family, MemorySegment row, int estatsType, Parts parts) {
    Buffer named = Buffer.of(row, family.row());
    Optional<Group> type = TcpEstats.type(estatsType);
    if (!named.isReadable() || type.isEmpty()) {
      return ERROR_INVALID_PARAMETER;
    }
    if (parts.all().anyMatch(b -> b.version() != 0)) {
      return ERROR_NOT_SUPPORTED;
    }
    if (parts.all().anyMatch(b -> b.isWanted() && !b.isWritable())) {
      return ERROR_INVALID_USER_BUFFER;
    }
    Group group = type.get();
    List<Wanted> wanted = wanted(group, parts);
    if (wanted.stream().anyMatch(w -> w.structure().isEmpty())) {
      return ERROR_INVALID_PARAMETER;
    }
    if (wanted.stream().anyMatch(w -> w.buffer().bytes() < w.structure().get().byteSize())) {
      return ERROR_INSUFFICIENT_BUFFER;
    }
    Optional<Connection> connection = named(family, named);
    if (connection.isEmpty()) {
      return ERROR_NOT_FOUND;
    }
    Snapshot now = source.get(connection.get());
    wanted.forEach(w -> w.buffer().write(filled(w.structure().get(), group, now)));
    return NO_ERROR;
  }

  /// A buffer that is to be filled, and the structure for it; empty if the type has no such part.
  private record Wanted(Buffer buffer, Optional<Structure> structure) {}

  private static List<Wanted> wanted(Group group, Parts parts) {
    return Stream.of(
            new Wanted(parts.rw(), TcpEstats.rw(group)),
            new Wanted(parts.ros(), TcpEstats.readOnly(group, Part.ROS)),
            new Wanted(parts.rod(), TcpEstats.readOnly(group, Part.ROD)))
        .filter(w -> w.buffer().isWanted())
        .toList();
  }

  /// The connection a row names; empty if it can name none. Its state counts for nothing. What
  /// speaks IPv4 on a socket of IPv6 is an IPv4 connection.
  private static Optional<Connection> named(Family family, Buffer row) {
    TcpRow read = TcpRow.read(family.row(), row.read(family.row().byteSize()));
    boolean isIpv4 = family == Family.IPV4;
    return read.local().isIpv4() == isIpv4 && read.remote().isIpv4() == isIpv4
        ? Optional.of(read.connection())
        : Optional.empty();
  }

  /// A structure as a snapshot has it: what is off is zero, what is absent is all ones.
  private static MemorySegment filled(Structure structure, Group group, Snapshot now) {
    MemorySegment filled = MemorySegment.ofArray(new byte[structure.byteSize()]);
    Set<Switch> on = now.on();
    for (Switch s : group.switches()) {
      if (structure.has(TcpEstats.memberOf(s))) {
        structure.set(filled, TcpEstats.memberOf(s), on.contains(s) ? 1 : 0);
      }
    }
    boolean isAllOn = on.containsAll(group.switches());
    for (Member member : Catalogue.members(group)) {
      boolean isOn = isAllOn || member.collectedBy().map(on::contains).orElse(true);
      if (isOn && structure.has(member.estatsName())) {
        structure.set(filled, member.estatsName(), number(member, now.value(member)));
      }
    }
    return filled;
  }

  private static long number(Member member, Value value) {
    boolean isBoolean = member.width() == Width.BOOLEAN;
    return switch (value) {
      case Value.Present(long number) -> isBoolean && number != 0 ? 1 : number;
      case Value.Absent _ -> isBoolean ? 0 : ALL_ONES;
    };
  }
}
