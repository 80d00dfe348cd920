package org.estats.linux.proc;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;

/// Reads files that somebody else named.
///
/// The command line of any process may name any file, and who asks for its name may be root: a pipe
/// must not stop us, nor may we show what its author could not have read.
final class SmallFile {

  private static final int BYTES_MAX = 64 * 1024;

  private SmallFile() {}

  /// The bytes of a regular file, at most 64 KiB of them; empty if there is none, it is something
  /// else, or neither everyone nor `user` may read it.
  ///
  /// @param user a file of whoever named it
  static Optional<byte[]> read(Path file, Path user) {
    int fd;
    try {
      fd = LibC.open(file.toString(), LibC.O_RDONLY | LibC.O_NONBLOCK);
    } catch (NativeException e) {
      return Optional.empty();
    }
    try {
      Path opened = Path.of("/proc/self/fd/" + fd);
      return isOpenTo(user, opened) ? Optional.of(content(fd)) : Optional.empty();
    } catch (IOException | NativeException e) {
      return Optional.empty();
    } finally {
      LibC.close(fd);
    }
  }

  private static boolean isOpenTo(Path user, Path opened) throws IOException {
    PosixFileAttributes attributes = Files.readAttributes(opened, PosixFileAttributes.class);
    return attributes.isRegularFile()
        && (attributes.permissions().contains(PosixFilePermission.OTHERS_READ)
            || Files.getAttribute(user, "unix:uid").equals(Files.getAttribute(opened, "unix:uid")));
  }

  private static byte[] content(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(BYTES_MAX);
      long bytes = LibC.read(fd, memory);
      return memory.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
