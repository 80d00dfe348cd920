package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.estats.ClosedReader;
import org.estats.Ending;
import org.estats.EstatsException;
import org.estats.FinalRecord;
import org.estats.Snapshot;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.BootClock;

/// Reads the array of final records where the kernel half writes it: the map is mapped into this
/// process, so a look costs no system call and hinders nobody.
///
/// ```
/// element  0           1        2              n
///          records     slot 0   slot 1   ...   slot n-1
///          begun so far
/// ```
///
/// The record with number i lies in slot i mod n. Its sequence is 2i+1 while it is being written
/// and 2i+2 when it is whole; read before and after copying, it says that the copy is whole too.
public final class ClosedRecords implements ClosedReader {

  private static final String STRUCT = "estats_closed";
  private static final VarHandle SEQUENCE = JAVA_LONG.varHandle();
  private static final Ending[] HOW = {
    Ending.UNKNOWN,
    Ending.FIN,
    Ending.RESET_BY_US,
    Ending.RESET_BY_THEM,
    Ending.TIMEOUT,
    Ending.ABORTED
  };

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /// A record that is begun is whole within microseconds, unless its writer was overtaken and gave
  /// up.
  private static final long WRITING_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  /// How often it is looked whether the collector was loaded anew.
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// The map, as this process sees it.
  private record Mapped(Arena arena, MemorySegment map, int number, int slots, long stride) {}

  private final RecordLayout layout = RecordLayout.shipped();
  private final int how;
  private final int record;
  private final MemorySegment copy;

  private Mapped mapped;
  private long position;
  private long missed;
  private long waitingSince;
  private long looked = System.nanoTime();

  private ClosedRecords(Mapped mapped) {
    Btf types = KernelObject.shipped().types();
    how = types.offsetOf(STRUCT, "how");
    record = types.offsetOf(STRUCT, "record");
    copy = Arena.ofAuto().allocate(mapped.stride(), 8);
    this.mapped = mapped;
    position = oldest(mapped);
  }

  /// A reader that begins with the oldest record that is kept.
  ///
  /// @return empty if the collector is not loaded
  /// @throws EstatsException ACCESS_DENIED, NOT_SUPPORTED
  public static Optional<ClosedReader> open() {
    return map().map(ClosedRecords::new);
  }

  /// A reader of an open map, which may be closed afterwards.
  static ClosedReader of(int mapFd) {
    return new ClosedRecords(map(mapFd));
  }

  private static Optional<Mapped> map() {
    Optional<Generation> current = Generation.current();
    current.ifPresent(g -> PinTrust.require(g, Pin.CLOSED.fileName()));
    try {
      int fd = Bpf.get(Pin.CLOSED.currentPath());
      try {
        if (current.isEmpty() || !KernelObject.shipped().canRead(current.get().identity())) {
          throw OneConnection.otherVersion();
        }
        return Optional.of(map(fd));
      } finally {
        LibC.close(fd);
      }
    } catch (NativeException e) {
      if (e.errno() == Errno.ENOENT && !(current.isPresent() && current.get().isWhole())) {
        return Optional.empty();
      }
      throw OneConnection.denied(e, "read final records", "readers");
    }
  }

  private static Mapped map(int fd) {
    MapInfo info = MapInfo.of(fd);
    long stride = KernelObject.shipped().types().sizeOf(STRUCT) + 7 & ~7L;
    Arena arena = Arena.ofShared();
    MemorySegment map =
        LibC.mapForReading(fd, info.entries() * stride, arena, "map the final records");
    return new Mapped(arena, map, info.number(), info.entries() - 1, stride);
  }

  private static long begun(Mapped mapped) {
    return (long) SEQUENCE.getAcquire(mapped.map(), 0L);
  }

  private static long oldest(Mapped mapped) {
    return Math.max(0, begun(mapped) - mapped.slots());
  }

  @Override
  public Optional<FinalRecord> next() {
    while (true) {
      long begun = begun(mapped);
      if (position == begun) {
        if (System.nanoTime() - looked < LOOK_NANOS || !isReplaced()) {
          return Optional.empty();
        }
        continue;
      }
      if (begun - position > mapped.slots()) {
        skip(begun - mapped.slots() - position);
      }
      long slot = (1 + position % mapped.slots()) * mapped.stride();
      long whole = 2 * position + 2;
      long sequence = (long) SEQUENCE.getAcquire(mapped.map(), slot);
      if (sequence == whole) {
        MemorySegment.copy(mapped.map(), slot, copy, 0, mapped.stride());
        VarHandle.loadLoadFence();
        if ((long) SEQUENCE.getAcquire(mapped.map(), slot) == whole) {
          position++;
          waitingSince = 0;
          return Optional.of(read());
        }
      } else if (sequence < whole && !isGivenUp()) {
        return Optional.empty();
      }
    }
  }

  /// Whether the record at hand will never be whole; it is passed over then.
  private boolean isGivenUp() {
    long now = System.nanoTime();
    if (waitingSince == 0) {
      waitingSince = now;
    }
    if (now - waitingSince < WRITING_NANOS_MAX) {
      return false;
    }
    skip(1);
    return true;
  }

  private void skip(long records) {
    position += records;
    missed += records;
    waitingSince = 0;
  }

  /// Goes over to the map of another loading, if there is one; the old one is read to its end.
  private boolean isReplaced() {
    looked = System.nanoTime();
    Optional<Mapped> now = map();
    if (now.isEmpty()) {
      return false; // unloaded; it may be loaded again
    }
    if (now.get().number() == mapped.number()) {
      now.get().arena().close();
      return false;
    }
    mapped.arena().close();
    mapped = now.get();
    position = 0;
    return true;
  }

  private FinalRecord read() {
    MemorySegment of = copy.asSlice(record, layout.size());
    long ago = BootClock.nanos() - layout.takenNanos(of, 0);
    Snapshot last = RecordSnapshots.shipped().of(of, Instant.now().minusNanos(ago));
    int number = copy.get(JAVA_INT, how);
    Ending ending = number >= 0 && number < HOW.length ? HOW[number] : Ending.UNKNOWN;
    return new FinalRecord(last, layout.uid(of, 0), ending);
  }

  @Override
  public Optional<FinalRecord> next(Duration wait) {
    long end = System.nanoTime() + wait.toNanos();
    while (true) {
      Optional<FinalRecord> found = next();
      long left = end - System.nanoTime();
      if (found.isPresent() || left <= 0 || Thread.currentThread().isInterrupted()) {
        return found;
      }
      LockSupport.parkNanos(Math.min(left, PAUSE_NANOS));
    }
  }

  @Override
  public long missed() {
    return missed;
  }

  @Override
  public void close() {
    mapped.arena().close();
  }
}
