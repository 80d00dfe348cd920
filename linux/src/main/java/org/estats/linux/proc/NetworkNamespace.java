package org.estats.linux.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;

/// A network namespace and a way into it.
///
/// @param inode its inode, which names it on this machine as long as it exists
/// @param pid a process that is in it; 0 if none is known
/// @param name the name it was given with `ip netns add` or the like; empty if none
/// @param path the file by which it is entered
public record NetworkNamespace(long inode, int pid, String name, Path path) {

  private static final String LINK_START = "net:[";
  private static final Path THREAD = Path.of("/proc/thread-self");

  /// Checks that name and path are there.
  public NetworkNamespace {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(path, "path");
  }

  /// What to do in a namespace.
  ///
  /// @param <T> what comes of it
  /// @param <X> what checked exception it throws
  @FunctionalInterface
  public interface Work<T, X extends Exception> {

    /// Does it.
    T run() throws X;
  }

  /// The namespace of this thread.
  ///
  /// @throws EstatsException NOT_SUPPORTED if `/proc` does not say
  public static NetworkNamespace own() {
    try {
      Path path = THREAD.toRealPath().resolve("ns/net"); // names the thread, whoever follows it
      long inode = inodeOf(path).orElseThrow(() -> new IOException(path + " is no namespace"));
      return new NetworkNamespace(inode, (int) ProcessHandle.current().pid(), "", path);
    } catch (IOException e) {
      throw new EstatsException(
          EstatsException.Kind.NOT_SUPPORTED,
          "/proc does not tell the network namespace of this thread",
          "mount /proc");
    }
  }

  /// The inode of the namespace of this thread; [Connection#CALLERS_NETNS] if `/proc` does not say.
  public static long ownInode() {
    return inodeOf(THREAD.resolve("ns/net")).orElse(Connection.CALLERS_NETNS);
  }

  /// The inode in a link such as `net:[4026531840]`; empty if it is none, or may not be read.
  static Optional<Long> inodeOf(Path link) {
    try {
      return inodeIn(Files.readSymbolicLink(link).toString());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /// The inode in a text such as `net:[4026531840]`.
  static Optional<Long> inodeIn(String text) {
    if (!text.startsWith(LINK_START) || !text.endsWith("]")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text, LINK_START.length(), text.length() - 1, 10));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// Runs work inside the namespace and waits for it, whatever interrupts.
  ///
  /// It runs on a platform thread made for this one call: a thread that has changed its namespace
  /// must not serve anyone else. The same goes for threads the work starts, which begin in its
  /// namespace.
  ///
  /// @throws EstatsException NOT_FOUND if the namespace is gone, ACCESS_DENIED without
  ///   `CAP_SYS_ADMIN`; the caller's own namespace needs no right
  public <T, X extends Exception> T call(Work<T, X> work) throws X {
    Visit<T, X> visit = new Visit<>(this, work, inode == ownInode());
    Thread thread = Thread.ofPlatform().name("netns-" + inode).unstarted(visit);
    thread.start();
    boolean isInterrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        isInterrupted = true;
        thread.interrupt();
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    return visit.outcome();
  }

  private void enter() {
    int fd = -1;
    try {
      fd = LibC.open(path.toString(), LibC.O_RDONLY);
      // The pid may belong to another process by now.
      long found = inodeOf(Path.of("/proc/self/fd/" + fd)).orElse(inode);
      if (found != inode) {
        throw gone();
      }
      LibC.setns(fd, LibC.CLONE_NEWNET);
    } catch (NativeException e) {
      throw failure(e);
    } finally {
      if (fd >= 0) {
        LibC.close(fd);
      }
    }
  }

  private EstatsException gone() {
    return new EstatsException(
        EstatsException.Kind.NOT_FOUND, "network namespace " + this + " is gone");
  }

  private EstatsException failure(NativeException e) {
    return switch (e.errno()) {
      // EINVAL: the file that `ip netns` mounted it on is an empty one again.
      case Errno.ENOENT, Errno.ESRCH, Errno.EINVAL -> gone();
      case Errno.EPERM, Errno.EACCES -> isPathGone() ? gone() : denied(e);
      default ->
          new EstatsException(
              EstatsException.Kind.FAILED,
              "enter network namespace " + this + ": " + e.getMessage());
    };
  }

  private EstatsException denied(NativeException e) {
    return new EstatsException(
        EstatsException.Kind.ACCESS_DENIED,
        "enter network namespace " + this + ": " + Errno.name(e.errno()),
        "run as root, or with CAP_SYS_ADMIN");
  }

  /// The kernel says EACCES too of a process that ends between the look for it and the opening.
  private boolean isPathGone() {
    return !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /// Its name if it has one, and its inode.
  @Override
  public String toString() {
    return name.isEmpty() ? "[" + inode + "]" : name + " [" + inode + "]";
  }

  /// One stay in a namespace.
  private static final class Visit<T, X extends Exception> implements Runnable {

    private final NetworkNamespace namespace;
    private final Work<T, X> work;
    private final boolean isThere;
    private T result;
    private Throwable failure;

    Visit(NetworkNamespace namespace, Work<T, X> work, boolean isThere) {
      this.namespace = namespace;
      this.work = work;
      this.isThere = isThere;
    }

    @Override
    public void run() {
      try {
        if (!isThere) {
          namespace.enter();
        }
        result = work.run();
      } catch (Throwable t) {
        failure = t;
      }
    }

    @SuppressWarnings("unchecked")
    T outcome() throws X {
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      if (failure != null) {
        throw (X) failure; // work throws no other checked exception
      }
      return result;
    }
  }
}
