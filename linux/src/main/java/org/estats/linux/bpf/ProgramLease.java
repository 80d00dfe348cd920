package org.estats.linux.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.estats.linux.ffi.LibC;

/// A pinned program held open by one thread for a few milliseconds.
///
/// A program that somebody holds open cannot be unloaded, so nobody may hold one for long; but
/// opening costs twice what running does (measured: 1.7 us against 0.7 us). A lease is therefore
/// given back after [#LEASE_MILLIS], whether it is still in use or not, and `unload` waits for
/// that.
final class ProgramLease {

  /// How long a program is held open at most, give or take the same again.
  static final int LEASE_MILLIS = 10;

  private static final int CLOSED = 0;
  private static final int IDLE = 1;
  private static final int IN_USE = 2;
  private static final int CLOSING = 3;

  private static final Queue<ProgramLease> OPEN = new ConcurrentLinkedQueue<>();
  private static final Object CLOSER_LOCK = new Object();
  private static boolean closerRuns;

  /// Counts up with every loading by this process: what was opened before is of another.
  private static volatile int loading;

  private final Pin program;
  private final String path;
  private final MemorySegment cPath;

  /// The thread moves between IDLE and IN_USE, the closer from IDLE over CLOSING to CLOSED; so a
  /// descriptor is never closed under a call, and no other is opened while one is being closed.
  private final AtomicInteger state = new AtomicInteger(CLOSED);

  private int fd;

  /// [#loading] when it was opened.
  private int opened;

  /// A lease that is taken on first use. For one thread.
  ProgramLease(Pin program) {
    this.program = program;
    path = program.currentPath();
    cPath = Arena.ofAuto().allocateFrom(path);
  }

  /// Has every lease of this process be taken anew: something else has been loaded. Those of other
  /// processes find out, at the latest, when they are told by the program that it is detached.
  static synchronized void renewAll() {
    loading++;
  }

  /// Takes the program for a call; give it back with [#release()].
  ///
  /// @return its descriptor
  int acquire() {
    if (state.compareAndSet(IDLE, IN_USE)) {
      if (opened != loading) {
        reopen();
      }
      return fd;
    }
    while (state.get() == CLOSING) {
      Thread.onSpinWait(); // the closer is about to be done with the descriptor
    }
    open();
    state.set(IN_USE);
    OPEN.add(this);
    startCloser();
    return fd;
  }

  private void reopen() {
    LibC.close(fd);
    try {
      open();
    } catch (RuntimeException e) {
      state.set(CLOSED);
      throw e;
    }
  }

  private void open() {
    int now = loading;
    Optional<Generation> current = Generation.current();
    if (current.isPresent()) {
      PinTrust.require(current.get(), program.fileName());
    }
    fd = Bpf.get(cPath, path);
    opened = now;
  }

  /// Ends the call.
  void release() {
    state.setRelease(IDLE);
  }

  /// Gives the program back at once, for the next call to open what is pinned then.
  void drop() {
    close();
  }

  private static void startCloser() {
    synchronized (CLOSER_LOCK) {
      if (!closerRuns) {
        closerRuns = true;
        Thread.ofPlatform().daemon().name("estats-lease").start(ProgramLease::closeAll);
      }
    }
  }

  private static void closeAll() {
    while (true) {
      try {
        Thread.sleep(LEASE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // close what can be closed, without waiting
      }
      int waiting = OPEN.size();
      for (int i = 0; i < waiting; i++) {
        ProgramLease lease = OPEN.poll();
        if (lease != null && !lease.close() && lease.state.get() != CLOSED) {
          OPEN.add(lease); // in the middle of a call: next time
        }
      }
      synchronized (CLOSER_LOCK) {
        if (OPEN.isEmpty()) {
          closerRuns = false;
          return;
        }
      }
    }
  }

  private boolean close() {
    if (!state.compareAndSet(IDLE, CLOSING)) {
      return false;
    }
    LibC.close(fd);
    state.setRelease(CLOSED);
    return true;
  }
}
