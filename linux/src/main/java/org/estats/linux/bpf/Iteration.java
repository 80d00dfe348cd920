package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.estats.EstatsException;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;

/// Reads a pinned iterator to its end. Opening the file is all it takes; the kernel checks the mode
/// and runs the program in the opener's network namespace.
final class Iteration {

  /// The kernel gives 32 KB at a time.
  private static final int BUFFER_BYTES = 1 << 15;

  private static final int MEMORY_RETRIES = 1000;

  /// How often a reading is begun anew because the collector was replaced in between.
  private static final int BEGINNINGS = 5;

  private static final Btf TYPES = KernelObject.shipped().types();
  private static final String TALLY = "estats_tally";
  private static final int TALLY_BYTES = TYPES.sizeOf(TALLY);
  private static final int TALLY_ON = TYPES.offsetOf(TALLY, "on");
  private static final int TALLY_CONNECTIONS = TYPES.offsetOf(TALLY, "connections");

  private Iteration() {}

  /// What is on, in short.
  ///
  /// @param on the switches that are on somewhere, as a mask
  /// @param connections how many connections have something on
  record Tally(int on, long connections) {}

  /// Hands every record to a reader. The segment is valid only during the call.
  ///
  /// @throws EstatsException NOT_SUPPORTED if another version's kernel half is loaded
  static void forEach(Pin iterator, Choice choice, Consumer<MemorySegment> reader) {
    RecordLayout layout = choice.layout();
    try (Arena arena = Arena.ofConfined()) {
      Filling filling =
          new Filling(layout, arena, start -> requireChosen(layout, choice, start), reader);
      read(iterator, choice, filling::free, filling::take);
    }
  }

  /// The same of another version's iterator, which gives whole records.
  ///
  /// @param path where it is pinned
  /// @param layout what its records look like
  static void forEach(String path, RecordLayout layout, Consumer<MemorySegment> reader) {
    try (Arena arena = Arena.ofConfined()) {
      Filling filling = new Filling(layout, arena, _ -> {}, reader);
      readOnce(path, filling::free, filling::take);
    }
  }

  /// A buffer in which records come together whose parts come one after another.
  private static final class Filling {
    private final long record;
    private final MemorySegment buffer;
    private final Consumer<MemorySegment> check;
    private final Consumer<MemorySegment> reader;
    private long filled;

    /// @param check looks at the buffer when it holds a record
    Filling(
        RecordLayout layout,
        Arena arena,
        Consumer<MemorySegment> check,
        Consumer<MemorySegment> reader) {
      this.record = layout.size();
      this.buffer = arena.allocate(BUFFER_BYTES - BUFFER_BYTES % record, 8);
      this.check = check;
      this.reader = reader;
    }

    MemorySegment free() {
      return buffer.asSlice(filled);
    }

    void take(long bytes) {
      long end = filled + bytes;
      if (end >= record) {
        check.accept(buffer);
      }
      long at = 0;
      for (; at + record <= end; at += record) {
        reader.accept(buffer.asSlice(at, record));
      }
      MemorySegment.copy(buffer, at, buffer, 0, end - at);
      filled = end - at;
    }
  }

  /// Reads all records into memory.
  static void into(Pin iterator, Choice choice, Slabs slabs) {
    RecordLayout layout = choice.layout();
    slabs.clear(layout.size());
    read(
        iterator,
        choice,
        slabs::free,
        n -> {
          boolean isFirst = slabs.count() == 0;
          slabs.fill(n);
          if (isFirst && slabs.count() > 0) {
            requireChosen(layout, choice, slabs.first());
          }
        });
  }

  /// What is on in all namespaces, without a record for each connection.
  static Tally tally() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(RecordLayout.shipped().size(), 8);
      long[] filled = {0};
      read(
          Pin.ON,
          Choice.IDENTITY.with(Choice.TALLY),
          () -> buffer.asSlice(filled[0]),
          n -> {
            filled[0] += n;
            if (filled[0] != TALLY_BYTES) {
              throw new ReplacedException(); // that was a record
            }
          });
      return filled[0] == 0
          ? new Tally(0, 0)
          : new Tally(
              buffer.get(JAVA_INT_UNALIGNED, TALLY_ON),
              buffer.get(JAVA_LONG_UNALIGNED, TALLY_CONNECTIONS));
    }
  }

  /// Runs an iterator that writes nothing.
  static void run(Pin iterator) {
    Generation.current().ifPresent(g -> PinTrust.require(g, iterator.fileName()));
    run(iterator.currentPath());
  }

  /// Runs an iterator that writes nothing.
  ///
  /// @param path where it is pinned
  static void run(String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(8);
      readOnce(path, () -> buffer, _ -> {});
    }
  }

  /// What was chosen has been said to another loading of the collector than the one that answers.
  private static final class ReplacedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReplacedException() {
      super(null, null, false, false);
    }
  }

  private static void requireChosen(RecordLayout layout, Choice choice, MemorySegment records) {
    if (!layout.isOurs(records)) {
      throw OneConnection.otherVersion();
    }
    if (layout.leftOut(records, 0) != choice.leftOut()) {
      throw new ReplacedException();
    }
  }

  private interface Room {
    /// Where the next bytes go.
    MemorySegment free();
  }

  private interface Chunk {
    /// So many bytes have come there.
    void take(long bytes);
  }

  private static void read(Pin iterator, Choice choice, Room room, Chunk chunk) {
    for (int beginnings = 1; ; beginnings++) {
      ChooseProgram.choose(choice);
      Generation.current().ifPresent(g -> PinTrust.require(g, iterator.fileName()));
      try {
        readOnce(iterator.currentPath(), room, chunk);
        return;
      } catch (ReplacedException e) {
        if (beginnings == BEGINNINGS) {
          throw new EstatsException(
              EstatsException.Kind.BUSY, "the collector is replaced all the time", "try again");
        }
        ChooseProgram.renew(); // nothing has been handed over: the first record tells
      }
    }
  }

  private static void readOnce(String path, Room room, Chunk chunk) {
    int fd = open(path);
    try {
      int retries = 0;
      while (true) {
        try {
          long n = LibC.read(fd, room.free());
          if (n == 0) {
            return;
          }
          chunk.take(n);
        } catch (NativeException e) {
          // A program asks for the same socket once more when memory was short for an instant.
          if (e.errno() != Errno.EAGAIN || ++retries > MEMORY_RETRIES) {
            throw e;
          }
        }
      }
    } finally {
      LibC.close(fd);
    }
  }

  private static int open(String path) {
    try {
      return LibC.open(path, LibC.O_RDONLY);
    } catch (NativeException e) {
      throw MountPoint.ofPin(e);
    }
  }
}
