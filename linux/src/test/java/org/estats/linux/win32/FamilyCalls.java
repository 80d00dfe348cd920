package org.estats.linux.win32;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Set;
import org.estats.Connection;
import org.estats.EstatsSource;
import org.estats.TcpState;
import org.estats.catalogue.Group;
import org.estats.catalogue.Switch;
import org.estats.win32.Family;
import org.estats.win32.IpHelper;
import org.estats.win32.TcpRow;

/// Windows' Get and Set of one family over a source, so that a test can try both families alike.
record FamilyCalls(EstatsSource source, IpHelper calls, Family family) {

  /// A buffer, its version and the size that is said.
  record Given(MemorySegment at, int version, int size) {

    static final Given NOTHING = new Given(MemorySegment.NULL, 0, 0);

    /// All of a segment.
    static Given of(MemorySegment at) {
      return new Given(at, 0, (int) at.byteSize());
    }
  }

  FamilyCalls(EstatsSource source, Family family) {
    this(source, IpHelper.of(source), family);
  }

  int set(MemorySegment row, int type, Given rw, int offset) {
    return switch (family) {
      case IPV4 ->
          calls.SetPerTcpConnectionEStats(row, type, rw.at(), rw.version(), rw.size(), offset);
      case IPV6 ->
          calls.SetPerTcp6ConnectionEStats(row, type, rw.at(), rw.version(), rw.size(), offset);
    };
  }

  int get(MemorySegment row, int type, Given rw, Given ros, Given rod) {
    return switch (family) {
      case IPV4 ->
          calls.GetPerTcpConnectionEStats(
              row,
              type,
              rw.at(),
              rw.version(),
              rw.size(),
              ros.at(),
              ros.version(),
              ros.size(),
              rod.at(),
              rod.version(),
              rod.size());
      case IPV6 ->
          calls.GetPerTcp6ConnectionEStats(
              row,
              type,
              rw.at(),
              rw.version(),
              rw.size(),
              ros.at(),
              ros.version(),
              ros.size(),
              rod.at(),
              rod.version(),
              rod.size());
    };
  }

  /// The row of a connection.
  MemorySegment row(Arena arena, Connection connection) {
    MemorySegment row = arena.allocate(family.row().layout());
    TcpRow.of(connection, TcpState.ESTABLISHED, 0).write(family.row(), row);
    return row;
  }

  /// The switches of a group that this version collects.
  Set<Switch> collectable(Group group) {
    Set<Switch> switches = EnumSet.copyOf(source.collectable());
    switches.retainAll(group.switches());
    return switches;
  }
}
