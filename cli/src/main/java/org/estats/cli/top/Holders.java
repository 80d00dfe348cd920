package org.estats.cli.top;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.estats.Owner;
import org.estats.linux.LinuxSource;
import org.estats.linux.proc.SocketOwners;

/// Who holds the sockets: looked up beside everything else, now and then, because that costs as
/// much as several readings.
final class Holders {

  private static final Duration BETWEEN = Duration.ofSeconds(30);
  private static final Duration BETWEEN_IF_MISSED = Duration.ofSeconds(5);

  private volatile SocketOwners found = SocketOwners.none();
  private volatile boolean isLooking;
  private SocketOwners used = found;
  private long begun = Long.MIN_VALUE / 2;
  private boolean isMissed;

  /// Takes what has been found meanwhile, and looks again where that is due.
  ///
  /// @return whether there is anything new
  boolean refresh() {
    Duration since = Duration.ofNanos(System.nanoTime() - begun);
    boolean isDue = since.compareTo(isMissed ? BETWEEN_IF_MISSED : BETWEEN) > 0;
    if (isDue && !isLooking) {
      isLooking = true;
      isMissed = false;
      begun = System.nanoTime();
      Thread.ofPlatform().name("estats-holders").daemon().start(this::look);
    }
    boolean isNew = used != found;
    used = found;
    return isNew;
  }

  private void look() {
    try {
      found = LinuxSource.owners();
    } finally {
      isLooking = false;
    }
  }

  /// The process that holds a socket, if it is known.
  Optional<Owner> of(long inode) {
    if (inode == 0) {
      return Optional.empty();
    }
    Optional<Owner> owner = used.of(inode);
    isMissed |= owner.isEmpty();
    return owner;
  }

  /// Every process that holds a socket; of those beside the first, the number only.
  List<Owner> all(long inode) {
    List<Owner> all = new ArrayList<>();
    used.of(inode).ifPresent(all::add);
    int first = all.isEmpty() ? 0 : all.getFirst().pid();
    for (int pid : inode == 0 ? List.<Integer>of() : used.pids(inode)) {
      if (pid != first) {
        all.add(new Owner(pid, "", ""));
      }
    }
    isMissed |= inode != 0 && all.isEmpty();
    return all;
  }
}
