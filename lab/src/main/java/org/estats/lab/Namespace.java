package org.estats.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;

/// A network namespace without a name, held by a descriptor.
final class Namespace implements AutoCloseable {

  private final String name;
  private final int fd;
  private final long inode;

  private Namespace(String name, int fd, long inode) {
    this.name = name;
    this.fd = fd;
    this.inode = inode;
  }

  /// Makes an empty namespace.
  ///
  /// @param name for the threads that run in it
  static Namespace open(String name) throws IOException {
    return onOwnThread(
        name,
        () -> {
          try {
            LibC.unshare(LibC.CLONE_NEWNET);
          } catch (NativeException e) {
            throw e.errno() == Errno.EPERM ? LabRequirements.needsRoot() : e;
          }
          Path link = Path.of("/proc/thread-self/ns/net");
          long inode = (Long) Files.getAttribute(link, "unix:ino");
          return new Namespace(name, LibC.open(link.toString(), LibC.O_RDONLY), inode);
        });
  }

  long inode() {
    return inode;
  }

  /// Runs something in the namespace, on a thread of its own that then ends.
  <T, X extends Exception> T call(HostAction<T, X> action) throws X {
    return onOwnThread(
        name,
        () -> {
          LibC.setns(fd, LibC.CLONE_NEWNET);
          return action.call();
        });
  }

  /// A command that will run in the namespace. A child of a thread in the namespace would be in it
  /// too, but so would the thread with which the JDK waits for the child, for a minute or more.
  ProcessBuilder command(List<String> command) {
    List<String> whole = new ArrayList<>();
    whole.add("nsenter");
    whole.add("--net=/proc/" + ProcessHandle.current().pid() + "/fd/" + fd);
    whole.add("--");
    whole.addAll(command);
    return new ProcessBuilder(whole);
  }

  private static <T, X extends Exception> T onOwnThread(String name, HostAction<T, X> action)
      throws X {
    AtomicReference<T> result = new AtomicReference<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .start(() -> {
              try {
                result.set(action.call());
              } catch (Throwable t) {
                failure.set(t);
              }
            });
    join(thread);
    if (failure.get() != null) {
      throw Namespace.<X>sneaked(failure.get());
    }
    return result.get();
  }

  /// An interrupt is passed on to the thread, whose blocking call then ends.
  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// An action throws what is unchecked, or an X.
  @SuppressWarnings("unchecked")
  private static <X extends Exception> X sneaked(Throwable t) {
    return switch (t) {
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      default -> (X) t;
    };
  }

  @Override
  public void close() {
    LibC.close(fd);
  }
}
