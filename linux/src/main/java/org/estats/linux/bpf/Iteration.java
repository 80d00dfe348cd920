package org.estats.linux.bpf;

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

  private static final int BUFFER_BYTES = 1 << 18;
  private static final int MEMORY_RETRIES = 1000;

  private Iteration() {}

  /// Hands every record to a reader. The segment is valid only during the call.
  ///
  /// @throws EstatsException NOT_SUPPORTED if another version's kernel half is loaded
  static void forEach(Pin iterator, Consumer<MemorySegment> reader) {
    RecordLayout layout = RecordLayout.shipped();
    Generation.current().ifPresent(g -> PinTrust.require(g, iterator.fileName()));
    forEach(
        iterator.currentPath(),
        layout,
        start -> {
          if (!layout.isOurs(start)) { // theirs may be shorter than one of ours
            throw OneConnection.otherVersion();
          }
        },
        reader);
  }

  /// The same of another version's iterator.
  ///
  /// @param path where it is pinned
  /// @param layout what its records look like
  static void forEach(String path, RecordLayout layout, Consumer<MemorySegment> reader) {
    forEach(path, layout, _ -> {}, reader);
  }

  private static void forEach(
      String path,
      RecordLayout layout,
      Consumer<MemorySegment> check,
      Consumer<MemorySegment> reader) {
    long record = layout.size();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_BYTES - BUFFER_BYTES % record, 8);
      read(
          path,
          buffer,
          filled -> {
            if (filled >= Integer.BYTES) {
              check.accept(buffer);
            }
            for (long at = 0; at + record <= filled; at += record) {
              reader.accept(buffer.asSlice(at, record));
            }
            return filled % record;
          });
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
      read(path, arena.allocate(8), filled -> 0);
    }
  }

  private interface Chunk {
    /// Takes what is in the buffer; answers how many bytes at its end are the start of a record.
    long take(long filled);
  }

  private static void read(String path, MemorySegment buffer, Chunk chunk) {
    int fd = LibC.open(path, LibC.O_RDONLY);
    try {
      long kept = 0;
      int retries = 0;
      while (true) {
        try {
          long n = LibC.read(fd, buffer.asSlice(kept));
          if (n == 0) {
            return;
          }
          long filled = kept + n;
          kept = chunk.take(filled);
          MemorySegment.copy(buffer, filled - kept, buffer, 0, kept);
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
}
