package org.estats.linux.bpf;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.linux.collector.SwitchReader;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.NativeException;

/// Reads many connections through the pinned iterators.
public final class ManyConnections {

  private ManyConnections() {}

  /// Hands over every connection of the caller's namespace.
  ///
  /// @return whether the collector is loaded; if not, nothing is handed over
  public static boolean readAll(Consumer<Snapshot> reader) {
    RecordLayout layout = RecordLayout.shipped();
    return read(Pin.ALL, record -> reader.accept(layout.snapshot(record)));
  }

  /// Hands over every connection on which something is switched on. Visits only those, so few of
  /// many are read in next to no time.
  ///
  /// @param netns the namespace they are in, by inode; 0 for all
  /// @param busy is told of those that were in the middle of something, to read them by themselves
  /// @return whether the collector is loaded; if not, nothing is handed over
  public static boolean readOn(long netns, Consumer<Snapshot> reader, Consumer<Connection> busy) {
    RecordLayout layout = RecordLayout.shipped();
    return read(
        Pin.ON,
        record -> {
          if (layout.on(record) == 0 || netns != 0 && layout.netns(record) != netns) {
            return;
          }
          if (Result.of(layout.result(record)) == Result.DONE) {
            reader.accept(layout.snapshot(record));
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
    RecordLayout layout = RecordLayout.shipped();
    return read(
        Pin.ON,
        record -> {
          if (layout.on(record) != 0 && layout.netns(record) == netns) {
            reader.accept(layout.cookie(record), layout.on(record));
          }
        });
  }

  private static boolean read(Pin iterator, Consumer<MemorySegment> reader) {
    try {
      Iteration.forEach(iterator, Choice.ALL, reader);
      return true;
    } catch (NativeException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw OneConnection.denied(e, "read TCP statistics", "readers");
    }
  }
}
