package org.estats.linux.bpf;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.Snapshot;
import org.estats.linux.collector.OtherVersion;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.NativeException;

/// Reads and switches one connection of the caller's network namespace through the pinned programs.
///
/// The programs cannot take the socket's lock, and answer *busy* when somebody else holds it; then
/// they are run again, at first at once, later after a pause.
public final class OneConnection {

  private static final int RENEWALS = 3;
  private static final int TRIES_AT_ONCE = 64;
  private static final int TRIES = 2_000;
  private static final long PAUSE_NANOS = 20_000;

  private OneConnection() {}

  /// What a set did.
  ///
  /// @param wasOn the switches that were on before, as a mask
  /// @param isUnsettled whether the sockets of the namespace are to be settled
  public record SetDone(int wasOn, boolean isUnsettled) {}

  /// One moment of a connection.
  ///
  /// @return empty if the collector is not loaded
  /// @throws EstatsException NOT_FOUND, ACCESS_DENIED, BUSY, FAILED
  public static Optional<Snapshot> get(Connection connection) {
    try {
      GetProgram program = GetProgram.ofThread();
      Result result = Result.BUSY;
      for (int i = 0; i < TRIES && result == Result.BUSY; i++) {
        pause(i);
        result = program.read(connection);
      }
      return switch (result) {
        case DONE -> Optional.of(RecordSnapshots.shipped().of(program.record()));
        case BUSY -> Optional.of(getLocked(connection));
        case NOT_FOUND -> throw notFound(connection);
        case OTHER_LAYOUT, UNTOUCHED -> throw otherVersion();
        case NO_MEMORY, DETACHED, AT_SETTLING ->
            throw new IllegalStateException("get answered " + result);
      };
    } catch (NativeException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      if (e.errno() == Errno.ENODEV) {
        throw notFound(connection);
      }
      throw denied(e, "read TCP statistics", "readers");
    }
  }

  /// Reads through the iterator, which waits for the lock but walks all connections.
  private static Snapshot getLocked(Connection connection) {
    RecordLayout layout = RecordLayout.shipped();
    Snapshot[] found = new Snapshot[1];
    Iteration.forEach(
        Pin.ALL,
        Choice.ALL,
        record -> {
          Connection seen = layout.connection(record);
          if (seen.local().equals(connection.local())
              && seen.remote().equals(connection.remote())
              && seen.device() == connection.device()) {
            found[0] = RecordSnapshots.shipped().of(record);
          }
        });
    if (found[0] == null) {
      throw notFound(connection);
    }
    return found[0];
  }

  /// Whether the calling thread may switch; changes nothing.
  ///
  /// @return empty if the collector is not loaded
  public static Optional<Boolean> maySet() {
    try {
      SetProgram.ofThread().open();
      return Optional.of(true);
    } catch (NativeException e) {
      return switch (e.errno()) {
        case Errno.ENOENT -> Optional.empty();
        case Errno.EACCES, Errno.EPERM -> Optional.of(false);
        default -> throw denied(e, "switch TCP statistics on or off", "admins");
      };
    }
  }

  /// Switches a connection on and off.
  ///
  /// @param on switches to turn on, as a mask
  /// @param off switches to turn off, as a mask
  /// @return empty if the collector is not loaded, is another version's, or its hooks are not
  ///   attached
  /// @throws EstatsException NOT_FOUND, ACCESS_DENIED, BUSY, FAILED
  public static Optional<SetDone> set(Connection connection, int on, int off) {
    try {
      SetProgram program = SetProgram.ofThread();
      Result result = Result.BUSY;
      int was = 0;
      for (int i = 0; i < TRIES && result == Result.BUSY; i++) {
        pause(i);
        result = program.attempt(connection, on, off);
        was = i == 0 ? program.was() : was;
        if (result == Result.AT_SETTLING) {
          Collector.settle();
          result = Result.BUSY; // and see whether it is on now
        } else if (result == Result.DETACHED && i < RENEWALS) {
          program.renew(); // it may be the program of a generation that was replaced just now
          result = Result.BUSY;
        } else if (result == Result.NO_MEMORY && i < TRIES_AT_ONCE) {
          result = Result.BUSY; // it may be that another set was at the same socket
        }
      }
      return switch (result) {
        case DONE -> Optional.of(new SetDone(was, program.isUnsettled()));
        case DETACHED -> Optional.empty();
        case NOT_FOUND -> throw notFound(connection);
        case BUSY ->
            throw new EstatsException(
                EstatsException.Kind.BUSY,
                connection + " was in the middle of something all the time",
                "try again");
        case NO_MEMORY ->
            throw new EstatsException(
                EstatsException.Kind.FAILED,
                connection + ": the socket's option memory is used up",
                "raise it: sysctl -w net.core.optmem_max=131072");
        case OTHER_LAYOUT, UNTOUCHED -> {
          if (on == 0) {
            throw otherVersion();
          }
          yield Optional.empty(); // to be replaced by this version's
        }
        case AT_SETTLING -> throw new IllegalStateException("handled above");
      };
    } catch (NativeException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      if (e.errno() == Errno.ENODEV) {
        throw notFound(connection);
      }
      throw denied(e, "switch TCP statistics on or off", "admins");
    }
  }

  /// Makes one attempt to switch each of several connections.
  ///
  /// @param taker is told of each that was switched, by its place; those it is not told of are to
  ///   be switched by themselves, which waits where it must and says why it cannot
  /// @return how many were switched and are unsettled
  public static int attempt(List<Connection> connections, int on, int off, SetTaker taker) {
    SetProgram program = SetProgram.ofThread();
    int unsettled = 0;
    for (int from = 0; from < connections.size(); from += SetProgram.REQUESTS_MAX) {
      int to = Math.min(from + SetProgram.REQUESTS_MAX, connections.size());
      try {
        program.attempt(connections.subList(from, to), on, off);
      } catch (NativeException e) {
        return unsettled; // it comes again, and is explained, where each is switched by itself
      }
      for (int i = from; i < to; i++) {
        if (program.result(i - from) == Result.DONE) {
          unsettled += program.isUnsettled(i - from) ? 1 : 0;
          taker.done(i, program.was(i - from));
        }
      }
    }
    return unsettled;
  }

  /// Is told of connections that were switched.
  public interface SetTaker {
    /// @param index the connection's place
    /// @param wasOn the switches that were on before, as a mask
    void done(int index, int wasOn);
  }

  private static void pause(int tries) {
    if (tries == 0) {
      return;
    }
    if (tries < TRIES_AT_ONCE) {
      Thread.onSpinWait();
    } else {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static EstatsException notFound(Connection connection) {
    return new EstatsException(
        EstatsException.Kind.NOT_FOUND, "no connection " + connection, "see: estats list");
  }

  static EstatsException otherVersion() {
    return new EstatsException(
        EstatsException.Kind.NOT_SUPPORTED,
        "the collector in the kernel is that of "
            + EstatsVersion.loaded().map(OtherVersion::words).orElse("another version of Estats"),
        "replace it with this one's, as root: estats enable FILTER");
  }

  static EstatsException denied(NativeException e, String what, String group) {
    if (e.errno() == Errno.EACCES || e.errno() == Errno.EPERM) {
      return new EstatsException(
          EstatsException.Kind.ACCESS_DENIED,
          "this user may not " + what,
          "run as root, or have root run: estats setup --" + group + " GROUP");
    }
    return Loader.explain(e, "run 'estats doctor'");
  }
}
