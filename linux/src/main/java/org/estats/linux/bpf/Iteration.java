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
    long record = layout.size();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_BYTES - BUFFER_BYTES % record, 8);
      read(
          iterator,
          buffer,
          filled -> {
            if (filled >= Integer.BYTES && !layout.isOurs(buffer)) {
              MountPoint.requireMounted(iterator.currentPath());
              throw OneConnection.otherVersion();
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
    try (Arena arena = Arena.ofConfined()) {
      read(iterator, arena.allocate(8), filled -> 0);
    }
  }

  private interface Chunk {
    /// Takes what is in the buffer; answers how many bytes at its end are the start of a record.
    long take(long filled);
  }

  private static int open(Pin iterator) {
    try {
      return LibC.open(iterator.currentPath(), LibC.O_RDONLY);
    } catch (NativeException e) {
      throw MountPoint.ofPin(e);
    }
  }

  private static void read(Pin iterator, MemorySegment buffer, Chunk chunk) {
    int fd = open(iterator);
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
