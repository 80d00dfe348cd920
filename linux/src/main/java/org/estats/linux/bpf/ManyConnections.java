package org.estats.linux.bpf;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.filter.Filter;
import org.estats.linux.collector.SwitchReader;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.NetworkNamespace;

/// Reads many connections through the pinned iterators.
public final class ManyConnections {

  private ManyConnections() {}

  /// Hands over every connection of the caller's namespace.
  ///
  /// @param filter connections that do not meet it may be left out
  /// @return whether the collector is loaded; if not, nothing is handed over
  public static boolean readAll(Filter filter, Consumer<Snapshot> reader) {
    RecordSnapshots snapshots = RecordSnapshots.shipped();
    return read(
        Pin.ALL, Choice.ALL.withFilter(filter), record -> reader.accept(snapshots.of(record)));
  }

  /// Hands over every connection on which something is switched on. Visits only those, so few of
  /// many are read in next to no time.
  ///
  /// @param netns the namespace they are in, by inode; 0 for all
  /// @param filter connections that do not meet it may be left out
  /// @param busy is told of those that were in the middle of something, to read them by themselves
  /// @return whether the collector is loaded; if not, nothing is handed over
  public static boolean readOn(
      long netns, Filter filter, Consumer<Snapshot> reader, Consumer<Connection> busy) {
    RecordSnapshots snapshots = RecordSnapshots.shipped();
    RecordLayout layout = snapshots.layout();
    if (netns == NetworkNamespace.ownInode() && areMany()) {
      Choice onlyOn = Choice.ALL.with(Choice.ONLY_ON).withFilter(filter);
      return read(Pin.ALL, onlyOn, record -> reader.accept(snapshots.of(record)));
    }
    return read(
        Pin.ON,
        Choice.ALL.withFilter(filter),
        record -> {
          if (layout.on(record, 0) == 0 || netns != 0 && layout.netns(record, 0) != netns) {
            return;
          }
          if (Result.of(layout.result(record, 0)) == Result.DONE) {
            reader.accept(snapshots.of(record));
          } else {
            busy.accept(layout.connection(record));
          }
        });
  }

  /// Tells what is switched on where, by the cookie of the socket.
  ///
  /// @param netns the namespace, by inode
  /// @return whether the collector is loaded; if not, nothing is on
  public static boolean readSwitches(long netns, SwitchReader reader) {
    RecordLayout layout = Choice.IDENTITY.layout();
    boolean all = netns == NetworkNamespace.ownInode() && areMany();
    return read(
        all ? Pin.ALL : Pin.ON,
        Choice.IDENTITY.with(Choice.ONLY_ON),
        record -> {
          if (layout.on(record, 0) != 0 && layout.netns(record, 0) == netns) {
            reader.accept(layout.cookie(record, 0), layout.on(record, 0));
          }
        });
  }

  /// Whether so many are on that visiting all sockets is faster than visiting those alone.
  private static boolean areMany() {
    try {
      return Iteration.tally().connections() > RecordTables.FEW;
    } catch (NativeException e) {
      return false; // the reading will say why
    }
  }

  private static boolean read(Pin iterator, Choice choice, Consumer<MemorySegment> reader) {
    try {
      Iteration.forEach(iterator, choice, reader);
      return true;
    } catch (NativeException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw OneConnection.denied(e, "read TCP statistics", "readers");
    }
  }
}
