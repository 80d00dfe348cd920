package org.estats.linux;

import org.estats.EstatsException;
import org.estats.linux.bpf.Collector;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.NetworkNamespace;

/// Puts off the settling of sockets that were switched on, for the sake of a fast set: only an
/// iterator over all sockets can give a socket the flag by which states other than ESTABLISHED are
/// watched, and one walk serves many.
final class Settling {

  /// How long more requests are waited for before the walk.
  private static final long GATHER_MILLIS = 5;

  private Thread worker;
  private boolean again;

  /// Asks for a walk in the namespace of the calling thread, soon.
  synchronized void request() {
    if (worker != null) {
      again = true;
      return;
    }
    long netns = NetworkNamespace.ownInode();
    // Not a daemon: a program that ends right after a set still gets its walk.
    worker = Thread.ofPlatform().name("estats-settle").start(() -> work(netns));
  }

  private void work(long netns) {
    boolean more = true;
    while (more) {
      try {
        Thread.sleep(GATHER_MILLIS);
        synchronized (this) {
          again = false;
        }
        LinuxSource.in(
            netns,
            () -> {
              Collector.settle();
              return null;
            });
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (EstatsException | NativeException e) {
        System.getLogger("org.estats.linux")
            .log(System.Logger.Level.DEBUG, "sockets not settled", e);
      }
      synchronized (this) {
        more = again && !Thread.currentThread().isInterrupted();
        if (!more) {
          worker = null;
          notifyAll();
        }
      }
    }
  }

  /// Waits until nothing is put off any more.
  synchronized void await() {
    try {
      while (worker != null) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
