package org.estats.linux.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.estats.EstatsException;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;

/// One process at a time changes what is loaded. The lock is on the root directory of our bpffs, so
/// it leaves nothing behind and dies with its holder.
final class CollectorLock implements AutoCloseable {

  private static final int TRIES = 100;

  private final int fd;
  private boolean isMountNew;

  private CollectorLock(int fd) {
    this.fd = fd;
  }

  /// Whether the mount was made for the sake of this lock.
  boolean isMountNew() {
    return isMountNew;
  }

  /// Mounts the bpffs if need be and takes the lock; waits for whoever has it.
  static CollectorLock takeMounted() {
    for (int i = 0; i < TRIES; i++) {
      boolean isMountNew = MountPoint.mount();
      CollectorLock lock = take();
      if (lock != null) {
        lock.isMountNew = isMountNew;
        return lock;
      }
    }
    throw new EstatsException(
        EstatsException.Kind.BUSY, MountPoint.PATH + " is mounted and unmounted all the time");
  }

  /// Takes the lock if there is anything to lock.
  ///
  /// @return null if nothing is mounted, or it was unmounted meanwhile
  static CollectorLock takeIfMounted() {
    return MountPoint.isMounted() ? take() : null;
  }

  private static CollectorLock take() {
    CollectorLock lock;
    try {
      lock = new CollectorLock(LibC.open(MountPoint.PATH, LibC.O_RDONLY | LibC.O_DIRECTORY));
    } catch (NativeException e) {
      if (e.errno() == Errno.ENOENT) {
        return null;
      }
      throw Loader.explain(e, "run 'estats doctor'");
    }
    boolean isTaken = false;
    try {
      LibC.flock(lock.fd, LibC.LOCK_EX);
      // Whoever had it before may have unmounted the directory that is now locked.
      isTaken = sameDirectory(lock.fd);
    } finally {
      if (!isTaken) {
        lock.close();
      }
    }
    return isTaken ? lock : null;
  }

  private static boolean sameDirectory(int fd) {
    try {
      return Files.getAttribute(Path.of("/proc/self/fd/" + fd), "unix:dev")
          .equals(Files.getAttribute(Path.of(MountPoint.PATH), "unix:dev"));
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    LibC.close(fd);
  }
}
