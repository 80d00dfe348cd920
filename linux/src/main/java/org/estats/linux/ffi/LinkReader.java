package org.estats.linux.ffi;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Reads where the links of directories lead, such as `/proc/PID/fd`: two system calls for the
/// directory and one a link, and no object a link.
public final class LinkReader implements AutoCloseable {

  private static final int NAMES_BYTES = 1 << 16;
  private static final int TARGET_BYTES = 256;

  /// Of `struct linux_dirent64`.
  private static final int LENGTH = 16;

  private static final int NAME = 19;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment callState = LibC.callState(arena);
  private final MemorySegment names = arena.allocate(NAMES_BYTES, Long.BYTES);
  private final MemorySegment target = arena.allocate(TARGET_BYTES + Long.BYTES, Long.BYTES);

  /// Is shown where a link leads.
  public interface Reader {
    /// @param target the text, good only during the call; the eight bytes after it may be read too
    /// @param length how long it is; what is longer than 256 bytes is cut
    void accept(MemorySegment target, int length);
  }

  /// Shows where every link in a directory leads. What is no link, or is gone meanwhile, is passed
  /// over.
  ///
  /// @throws NativeException if the directory cannot be read
  public void forEach(String directory, Reader reader) {
    int fd = LibC.open(directory, LibC.O_RDONLY | LibC.O_DIRECTORY);
    try {
      while (true) {
        long bytes =
            LibC.call(SystemCall.GETDENTS64, fd, names.address(), names.byteSize(), 0, callState);
        if (bytes < 0) {
          throw new NativeException("read " + directory, (int) -bytes);
        }
        if (bytes == 0) {
          return;
        }
        for (long at = 0; at < bytes; at += names.get(JAVA_SHORT_UNALIGNED, at + LENGTH)) {
          long length =
              LibC.call(
                  SystemCall.READLINKAT,
                  fd,
                  names.address() + at + NAME,
                  target.address(),
                  TARGET_BYTES,
                  callState);
          if (length > 0) {
            reader.accept(target, (int) length);
          }
        }
      }
    } finally {
      LibC.close(fd);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
