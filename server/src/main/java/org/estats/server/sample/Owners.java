package org.estats.server.sample;

import java.util.Collection;
import java.util.List;
import org.estats.linux.proc.SocketOwners;

/// Finds the processes that hold the sockets. Only a walk through all descriptors of all processes
/// tells, so it is made for those not known yet, and no more often than it may cost.
final class Owners {

  /// A socket without an owner after so many walks has none, or one that may not be seen.
  private static final int TRIES_MAX = 3;

  /// At most one part in so many of a processor's time.
  private static final long PART_OF_TIME = 40;

  private long nextNanos = System.nanoTime();
  private int unreadable;

  void look(Collection<Tracked> tracked) {
    long begin = System.nanoTime();
    if (begin - nextNanos < 0) {
      return;
    }
    List<Tracked> wanting = tracked.stream().filter(t -> t.needsOwner(TRIES_MAX)).toList();
    if (wanting.isEmpty()) {
      return;
    }
    SocketOwners owners = SocketOwners.of(wanting.stream().map(Tracked::inode).toList());
    wanting.forEach(t -> t.own(owners.of(t.inode())));
    unreadable = owners.processesUnreadable();
    long end = System.nanoTime();
    nextNanos = end + (end - begin) * PART_OF_TIME;
  }

  /// How many processes could not be read at the last walk.
  int unreadable() {
    return unreadable;
  }
}
