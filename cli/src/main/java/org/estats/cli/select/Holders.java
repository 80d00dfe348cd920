package org.estats.cli.select;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntToLongFunction;
import org.estats.linux.LinuxSource;
import org.estats.linux.proc.SocketOwners;

/// Who holds sockets, looked up beside the reading of the table, which takes as long.
final class Holders {

  private final FutureTask<SocketOwners> lookUp;

  private Holders(FutureTask<SocketOwners> lookUp) {
    this.lookUp = lookUp;
  }

  /// Begins to look.
  static Holders lookUp() {
    FutureTask<SocketOwners> task = new FutureTask<>(LinuxSource::owners);
    Thread.ofPlatform().name("estats-owners").daemon().start(task);
    return new Holders(task);
  }

  /// Does not look.
  static Holders none() {
    FutureTask<SocketOwners> task = new FutureTask<>(SocketOwners::none);
    task.run();
    return new Holders(task);
  }

  /// The owners of the sockets of a table. A socket that was opened while both were read may have
  /// been missed, so where one has no owner, it is looked once more.
  ///
  /// @param count how many rows the table has
  /// @param inode the inode of the socket of each
  SocketOwners of(int count, IntToLongFunction inode) {
    SocketOwners owners = await();
    for (int i = 0; i < count && owners.isLookedUp(); i++) {
      long one = inode.applyAsLong(i);
      if (one != 0 && owners.pid(one) == 0) {
        return LinuxSource.owners();
      }
    }
    return owners;
  }

  private SocketOwners await() {
    try {
      return lookUp.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return SocketOwners.none();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
