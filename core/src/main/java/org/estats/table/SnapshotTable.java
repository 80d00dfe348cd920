package org.estats.table;

import java.time.Instant;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.Value;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;

/// Many connections at one moment, by row number from 0. Nothing is made an object until one is
/// asked for.
///
/// For one thread at a time; good until it is closed.
public interface SnapshotTable extends AutoCloseable {

  /// How many connections there are.
  int size();

  /// When the reading began.
  Instant taken();

  /// When a connection was read, in nanoseconds of a clock that never goes back.
  long takenNanos(int row);

  /// A connection's state.
  TcpState state(int row);

  /// The kernel's socket cookie, or [Connection#UNKNOWN_COOKIE].
  long cookie(int row);

  /// The inode of its network namespace.
  long netns(int row);

  /// The index of the device its socket is bound to, or [Connection#ANY_DEVICE].
  int device(int row);

  /// The user who owns the socket, or [ConnectionRow#UNKNOWN].
  int uid(int row);

  /// The inode of the socket, by which its owner is found; 0 where there is none or it was not
  /// asked for.
  long inode(int row);

  /// Bytes received and not yet read; for a listener, connections waiting.
  long receiveQueueBytes(int row);

  /// Bytes written and not yet acknowledged; for a listener, the limit.
  long sendQueueBytes(int row);

  /// Whether both ends are IPv4; IPv4-mapped IPv6 is IPv4.
  boolean isIpv4(int row);

  /// The port of this end.
  int localPort(int row);

  /// The port of the other end; 0 for a listener.
  int remotePort(int row);

  /// The upper half of this end's address as IPv6 has it: IPv4 addresses are mapped.
  long localHigh(int row);

  /// The lower half of this end's address, likewise.
  long localLow(int row);

  /// The upper half of the other end's address, likewise.
  long remoteHigh(int row);

  /// The lower half of the other end's address, likewise.
  long remoteLow(int row);

  /// The switches that are on, as a mask of [Switch#bit()].
  int on(int row);

  /// Since when a switch has been on, on the clock of [#takenNanos]; 0 if it is off or not known.
  long sinceNanos(int row, Switch s);

  /// Whether nothing is on and the members are what `tcp_info` gives, counters of the whole life.
  boolean isOfTcpInfo(int row);

  /// A member as it travels: times in microseconds whatever the member's unit; where there is no
  /// value, the code of an [org.estats.Absence].
  long exact(int row, Member member);

  /// The same, or why it has no value.
  default Value exactValue(int row, Member member) {
    return Value.ofRaw(exact(row, member));
  }

  /// Which connection it is, as an object that outlasts the table.
  Connection connection(int row);

  /// Its row of the connection table, as an object that outlasts the table.
  default ConnectionRow row(int row) {
    return new ConnectionRow(
        connection(row),
        state(row),
        uid(row),
        inode(row),
        receiveQueueBytes(row),
        sendQueueBytes(row));
  }

  /// All of a connection, as an object that outlasts the table. Members of groups that were not
  /// asked for are absent, as [org.estats.Absence#NOT_COLLECTED].
  Snapshot snapshot(int row);

  /// The same, where an earlier snapshot of the connection is at hand: what has not changed since
  /// is shared with it, which saves most of the objects.
  ///
  /// @param earlier of the same socket
  default Snapshot snapshot(int row, Snapshot earlier) {
    return snapshot(row);
  }

  /// Gives the memory back to the reader.
  @Override
  void close();
}
