package org.estats.linux.bpf;

import java.lang.foreign.Arena;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.BootClock;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.table.Scope;
import org.estats.table.SnapshotTable;
import org.estats.table.TableRequest;

/// Reads tables through the pinned iterators, into memory that is used again.
public final class RecordTables implements AutoCloseable {

  /// Up to so many connections that are on, they alone are visited. That iterator begins its walk
  /// anew at each 32 KB, so it costs by the square of what it finds; measured, 90,000 took it 3.2
  /// s, against 0.15 s of the one that visits all.
  static final int FEW = 4_096;

  private final Arena arena = Arena.ofShared();
  private final Deque<Slabs> spare = new ArrayDeque<>();
  private final Scope scope;
  private final Choice choice;

  /// A reader of what a request asks for.
  public RecordTables(TableRequest request) {
    scope = request.scope();
    int flags =
        switch (scope) {
          case SWITCHED_ON -> Choice.ONLY_ON;
          case STATISTICS -> Choice.TCP_INFO;
          case EVERY_STATE -> Choice.TCP_INFO | Choice.EVERY_STATE;
        };
    choice =
        new Choice(
            flags | (request.inodes() ? Choice.INODE : 0), request.groups(), request.filter());
  }

  /// Reads a table.
  ///
  /// @return empty if the collector is not loaded
  /// @throws org.estats.EstatsException ACCESS_DENIED, NOT_SUPPORTED, FAILED
  public Optional<SnapshotTable> read() {
    Slabs slabs = spare.isEmpty() ? new Slabs(arena) : spare.pop();
    long takenNanos = BootClock.nanos();
    Instant taken = Instant.now();
    try {
      boolean isRead = scope == Scope.SWITCHED_ON && readFew(slabs);
      if (!isRead) {
        Iteration.into(Pin.ALL, choice, slabs);
      }
      return Optional.of(
          new RecordTable(choice.layout(), slabs, taken, takenNanos, () -> spare.push(slabs)));
    } catch (NativeException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw OneConnection.denied(e, "read TCP statistics", "readers");
    }
  }

  /// Reads those that are on and no others, if they are few and none of them was busy: that
  /// iterator does not wait for a socket's lock, and visits all namespaces.
  private boolean readFew(Slabs slabs) {
    if (Iteration.tally().connections() > FEW) {
      return false;
    }
    Iteration.into(Pin.ON, choice, slabs);
    RecordLayout layout = choice.layout();
    long netns = NetworkNamespace.ownInode();
    int kept = 0;
    for (int row = 0; row < slabs.count(); row++) {
      long at = slabs.placeOf(row);
      if (layout.netns(slabs.slabOf(row), at) != netns) {
        continue;
      }
      if (layout.result(slabs.slabOf(row), at) != Result.DONE.ordinal()) {
        return false;
      }
      if (kept != row) {
        slabs.move(row, kept);
      }
      kept++;
    }
    slabs.truncate(kept);
    return true;
  }

  @Override
  public void close() {
    arena.close();
  }
}
