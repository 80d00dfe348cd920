package org.estats.linux.bpf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.estats.EstatsException;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.ffi.OpenFiles;
import org.estats.linux.proc.Rights;

/// The bpffs of our own, in which all that stays in the kernel is pinned.
///
/// Mounts belong to a mount namespace and die with it, so ours is made where pid 1 lives: under `ip
/// netns exec`, `unshare -m` or systemd's private mounts it would otherwise vanish with the command
/// that made it.
final class MountPoint {

  /// Where it is mounted.
  static final String PATH = "/run/estats";

  /// What the C library says of EROFS.
  private static final String READ_ONLY = "Read-only file system";

  private static final String SELF = "/proc/self/mountinfo";
  private static final String INIT = "/proc/1/mountinfo";

  /// Fields of a line of mountinfo, by `proc_pid_mountinfo(5)`.
  private static final int MOUNT_ID = 0;

  private static final int TARGET = 4;

  /// `BPF_FS_MAGIC` of `linux/magic.h`.
  private static final long BPF_FILE_SYSTEM = 0xCAFE4A11L;

  private MountPoint() {}

  /// Whether our bpffs is mounted, as the calling thread sees it. Asked of the place itself: the
  /// list of mounts names those too that another covers, and is that of the process, not of a
  /// thread that has entered other mounts.
  ///
  /// @throws EstatsException FAILED if that cannot be told, as when no more files can be opened:
  ///   not to see it is not to know that it is not there
  static boolean isMounted() {
    int place;
    try {
      place = LibC.open(PATH, LibC.O_PATH | LibC.O_NOFOLLOW | LibC.O_DIRECTORY);
    } catch (NativeException e) {
      return switch (e.errno()) {
        case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EACCES -> false;
        default -> throw Loader.explain(e, "run 'estats doctor'");
      };
    }
    try {
      return LibC.fileSystemType(place) == BPF_FILE_SYSTEM;
    } finally {
      LibC.close(place);
    }
  }

  /// Mounts it unless it is there.
  ///
  /// @throws EstatsException ACCESS_DENIED without the right to mount, FAILED if something else is
  ///   in the way
  /// @return whether it was not there
  static boolean mount() {
    if (isMounted()) {
      return false;
    }
    if (isNamespaceOfInit()) {
      return mountHere();
    }
    boolean isNew = inNamespaceOfInit(MountPoint::mountHere);
    if (!isMounted()) {
      if (isNew) {
        inNamespaceOfInit(MountPoint::unmountHere); // of no use to this process
      }
      throw elsewhere("its mounts do not reach this mount namespace");
    }
    return isNew;
  }

  /// Why something that should be pinned could not be opened. What lies at its path where our bpffs
  /// is not mounted is none of ours, whatever the kernel says of it: then nothing is loaded.
  static NativeException ofPin(NativeException e) {
    return e.errno() == Errno.ENOENT || isMounted()
        ? e
        : new NativeException(e.operation(), Errno.ENOENT);
  }

  /// Takes it away, and with it all that is pinned there; where pid 1 lives too, if it is the same
  /// that is mounted there. The mount that root made for a user who may not mount stays, empty.
  static void unmount() {
    if (!Rights.own().canMount() || !isMounted()) {
      return;
    }
    Optional<Object> ours = device();
    unmountHere();
    if (!isNamespaceOfInit()) {
      inNamespaceOfInit(() -> isMounted() && device().equals(ours) && unmountHere());
    }
  }

  /// The number of the file system that is mounted there.
  private static Optional<Object> device() {
    try {
      return Optional.of(Files.getAttribute(Path.of(PATH), "unix:dev", LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Mounts, unless somebody else was faster: the lock is on the directory beneath the mount, which
  /// all who have seen it bare have open.
  ///
  /// @return whether it was not there
  private static boolean mountHere() {
    Path directory = Path.of(PATH);
    if (Files.isSymbolicLink(directory)) {
      throw new EstatsException(
          EstatsException.Kind.FAILED,
          PATH + " is a symbolic link, which is not followed",
          "find out who made it, and remove it: rm " + PATH);
    }
    int beneath = -1;
    try {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        refuseWhatIsInTheWay(directory);
        makeDirectory(directory);
      }
      beneath = LibC.open(PATH, LibC.O_RDONLY | LibC.O_DIRECTORY);
      LibC.flock(beneath, LibC.LOCK_EX);
      if (isMounted()) {
        return false;
      }
      LibC.mount("bpf", PATH, LibC.MS_NOSUID | LibC.MS_NODEV | LibC.MS_NOEXEC, "mode=0755");
      return true;
    } catch (IOException e) {
      throw notMade(directory, e);
    } catch (NativeException e) {
      if (e.errno() == Errno.ENOENT) {
        return false; // unloaded by somebody else meanwhile; who wants it mounted looks again
      }
      if (OpenFiles.areUsedUp(e)) {
        throw OpenFiles.usedUp(e);
      }
      boolean denied = e.errno() == Errno.EPERM || e.errno() == Errno.EACCES;
      throw new EstatsException(
          denied ? EstatsException.Kind.ACCESS_DENIED : EstatsException.Kind.FAILED,
          "cannot mount a bpf file system on " + PATH + ": " + e.getMessage(),
          denied
              ? "run as root, or have root run: mkdir -p "
                  + PATH
                  + "; mount -t bpf -o mode=0755 none "
                  + PATH
                  + "; chown "
                  + Rights.own().uid()
                  + " "
                  + PATH
              : "see what stands there: ls -ld " + PATH);
    } finally {
      if (beneath >= 0) {
        LibC.close(beneath);
      }
    }
  }

  /// Looks anew: a directory that another process made meanwhile is in nobody's way.
  private static void refuseWhatIsInTheWay(Path directory) {
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new EstatsException(
          EstatsException.Kind.FAILED,
          PATH + " is a file, and must be a directory to mount on",
          "remove it: rm " + PATH);
    }
  }

  private static EstatsException notMade(Path directory, IOException e) {
    String message = "cannot make the directory " + PATH + ": ";
    if (e instanceof FileSystemException f && READ_ONLY.equals(f.getReason())) {
      return new EstatsException(
          EstatsException.Kind.FAILED,
          message + directory.getParent() + " is read-only",
          "mount -o remount,rw " + directory.getParent());
    }
    return e instanceof AccessDeniedException
        ? new EstatsException(
            EstatsException.Kind.ACCESS_DENIED, message + "permission denied", "run as root")
        : new EstatsException(EstatsException.Kind.FAILED, message + e.getMessage());
  }

  private static void makeDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
  }

  /// @return true: it is gone
  private static boolean unmountHere() {
    try {
      LibC.unmount(PATH, LibC.MNT_DETACH);
    } catch (NativeException e) {
      throw new EstatsException(
          EstatsException.Kind.FAILED, "cannot unmount " + PATH + ": " + e.getMessage());
    }
    try {
      Files.deleteIfExists(Path.of(PATH));
    } catch (IOException e) {
      // Somebody has mounted there again already: theirs it is.
    }
    return true;
  }

  /// Whether this process sees the mounts that pid 1 sees. A mount's number is unique on the
  /// machine, so the number of the root mount tells.
  private static boolean isNamespaceOfInit() {
    Optional<String> own = rootMount(SELF);
    Optional<String> init = rootMount(INIT);
    return init.isEmpty() || own.equals(init);
  }

  private static boolean inNamespaceOfInit(BooleanSupplier work) {
    FutureTask<Boolean> task =
        new FutureTask<>(() -> {
          int fd = LibC.open("/proc/1/ns/mnt", LibC.O_RDONLY);
          try {
            LibC.unshare(LibC.CLONE_FS);
            LibC.setns(fd, LibC.CLONE_NEWNS);
          } finally {
            LibC.close(fd);
          }
          return work.getAsBoolean();
        });
    Thread thread = new Thread(task, "estats-mount");
    thread.start();
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw elsewhere("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EstatsException known) {
        throw known;
      }
      throw elsewhere(e.getCause().getMessage());
    }
  }

  private static EstatsException elsewhere(String why) {
    return new EstatsException(
        EstatsException.Kind.NOT_SUPPORTED,
        "this process has mounts of its own, and those of pid 1 cannot be used: " + why,
        "run it outside 'ip netns exec', 'unshare -m' or the container, or: nsenter -t 1 -m");
  }

  /// The number of the mount that is the root of a process.
  private static Optional<String> rootMount(String mountinfo) {
    try (Stream<String> lines = Files.lines(Path.of(mountinfo))) {
      return lines
          .map(line -> line.split(" ", TARGET + 2))
          .filter(fields -> fields[TARGET].equals("/"))
          .reduce((first, last) -> last)
          .map(fields -> fields[MOUNT_ID]);
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
