package org.estats.linux;

import java.util.HashSet;
import java.util.Set;
import org.estats.EstatsException;
import org.estats.linux.bpf.Collector;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.NetworkNamespace;

/// Puts off the settling of sockets that were switched on, for the sake of a fast set: only an
/// iterator over all sockets of a namespace can give a socket the flag by which states other than
/// ESTABLISHED are watched, and one walk serves many.
final class Settling {

  /// How long more requests are waited for before the walk.
  private static final long GATHER_MILLIS = 5;

  private final Set<Long> waiting = new HashSet<>();
  private boolean isWorking;

  /// Asks for a walk in the namespace of the calling thread, soon.
  synchronized void request() {
    waiting.add(NetworkNamespace.ownInode());
    if (!isWorking) {
      isWorking = true;
      // Not a daemon: a program that ends right after a set still gets its walk.
      Thread.ofPlatform().name("estats-settle").start(this::work);
    }
  }

  private void work() {
    Set<Long> next = gather();
    while (!next.isEmpty()) {
      next.forEach(Settling::settle);
      next = gather();
    }
  }

  /// The namespaces to walk now; none if the work is done.
  private Set<Long> gather() {
    try {
      Thread.sleep(GATHER_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
    }
    synchronized (this) {
      Set<Long> next = Set.copyOf(waiting);
      waiting.clear();
      if (next.isEmpty()) {
        isWorking = false;
        notifyAll();
      }
      return next;
    }
  }

  /// Walks in the namespace of the calling thread, now.
  static void settleHere() {
    settle(NetworkNamespace.ownInode());
  }

  private static void settle(long netns) {
    try {
      LinuxSource.in(
          netns,
          () -> {
            Collector.settle();
            return null;
          });
    } catch (EstatsException | NativeException e) {
      System.getLogger("org.estats.linux")
          .log(System.Logger.Level.DEBUG, "sockets of namespace " + netns + " not settled", e);
    }
  }

  /// Waits until nothing is put off any more.
  synchronized void await() {
    try {
      while (isWorking) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
