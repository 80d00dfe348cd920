package org.estats.server.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Who works at an answer that takes work: a few at once, the one with the least first. Each has a
/// thread of the system's for it: virtual threads share a few of those, and one that works leaves
/// its share to nobody, so that a crowd of such answers would keep all others waiting.
///
/// Work is told in rows of the connection table that are written. How many rows are under way is
/// bounded too, for each answer holds what it tells of until its client has taken it.
public final class Turns implements AutoCloseable {

  /// What takes no more is done at once.
  static final int FREE = 150;

  /// So many rows are under way at once.
  static final int ROWS_MAX = 80_000;

  /// A longer answer is made as it is taken and counts as this.
  private static final int ROWS_OF_ONE_MAX = 20_000;

  private static final long WAIT_MILLIS_MAX = 5_000;

  /// Whoever writes for longer than that to one client waits for it, and others work meanwhile.
  private static final long STALLED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long LOOK_MILLIS = 10;

  /// Enough to write JSON with.
  private static final long STACK_BYTES = 256 << 10;

  private final int atOnce;
  private final long waitMillisMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition somebodyWaits = lock.newCondition();
  private final TreeSet<Turn> waiting =
      new TreeSet<>(Comparator.comparingInt((Turn t) -> t.work).thenComparingLong(t -> t.number));
  private final List<Turn> working = new ArrayList<>();
  private final Thread thread;
  private long number;
  private int rowsUnderWay;

  /// Half of the processors work at such answers: samples and all others need some too.
  Turns() {
    this(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), WAIT_MILLIS_MAX);
  }

  Turns(int atOnce, long waitMillisMax) {
    this.atOnce = atOnce;
    this.waitMillisMax = waitMillisMax;
    thread = Thread.ofPlatform().daemon().name("estats-turns").start(this::watch);
  }

  /// The turn of one answer.
  final class Turn implements AutoCloseable {

    private final int work;
    private final int rows;
    private final long number;
    private final Condition granted = lock.newCondition();
    private boolean hasBegun;
    private boolean isWorking;
    private long writingSince;

    private Turn(int work, int rows, long number) {
      this.work = work;
      this.rows = rows;
      this.number = number;
    }

    /// It writes to its client now.
    void write() {
      lock.lock();
      writingSince = System.nanoTime();
      lock.unlock();
    }

    /// It has written, and works on: if its turn was given to another meanwhile, when it is its own
    /// again.
    void goOn() {
      lock.lock();
      try {
        writingSince = 0;
        if (isWorking) {
          return;
        }
        enqueue(this);
        while (!isWorking) {
          granted.await();
        }
      } catch (InterruptedException e) {
        waiting.remove(this);
        Thread.currentThread().interrupt(); // the next that is written fails
      } finally {
        lock.unlock();
      }
    }

    private boolean await(long millisMax) throws InterruptedException {
      lock.lock();
      try {
        enqueue(this);
        long left = TimeUnit.MILLISECONDS.toNanos(millisMax);
        while (!isWorking && left > 0) {
          left = granted.awaitNanos(left);
        }
        return isWorking;
      } finally {
        waiting.remove(this);
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      if (hasBegun) {
        hasBegun = false;
        rowsUnderWay -= rows;
      }
      give(this);
      grant(); // its rows may have been what others waited for
      lock.unlock();
    }
  }

  /// Takes the turn of an answer, to be given back by closing it.
  ///
  /// @param work how much work it takes
  /// @param rows how many rows of it are held until it is taken
  /// @throws Refusal if it does not come
  Turn take(int work, int rows) {
    lock.lock();
    Turn turn = new Turn(work, Math.min(rows, ROWS_OF_ONE_MAX), number++);
    lock.unlock();
    try {
      if (turn.await(waitMillisMax)) {
        return turn;
      }
    } catch (InterruptedException e) {
      turn.close(); // it may have come all the same
      Thread.currentThread().interrupt();
    }
    throw Refusal.tooMany("others are being told at length already");
  }

  private void enqueue(Turn turn) {
    waiting.add(turn);
    grant();
    if (!waiting.isEmpty()) {
      somebodyWaits.signal();
    }
  }

  private void give(Turn turn) {
    if (turn.isWorking) {
      turn.isWorking = false;
      working.remove(turn);
    }
  }

  private void grant() {
    while (working.size() < atOnce) {
      Turn next = next();
      if (next == null) {
        return;
      }
      waiting.remove(next);
      if (!next.hasBegun) {
        next.hasBegun = true;
        rowsUnderWay += next.rows;
      }
      next.isWorking = true;
      working.add(next);
      next.granted.signal();
    }
  }

  private Turn next() {
    for (Turn turn : waiting) {
      if (turn.hasBegun || rowsUnderWay + turn.rows <= ROWS_MAX) {
        return turn;
      }
    }
    return null;
  }

  private void watch() {
    try {
      while (true) {
        lock.lockInterruptibly();
        try {
          while (waiting.isEmpty()) {
            somebodyWaits.await();
          }
          long now = System.nanoTime();
          for (Turn turn : List.copyOf(working)) {
            if (turn.writingSince != 0 && now - turn.writingSince > STALLED_NANOS) {
              give(turn);
            }
          }
          grant();
        } finally {
          lock.unlock();
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /// Does what takes work, when its turn comes.
  ///
  /// @param progress of the request it is for
  /// @throws Refusal if its turn does not come
  void run(int work, int rows, SlowClients.Progress progress, Work what) throws IOException {
    if (work <= FREE) {
      what.run();
      return;
    }
    try (Turn turn = take(work, rows)) {
      progress.handOver(Optional.of(turn), STACK_BYTES, what);
    }
  }

  /// What takes work.
  @FunctionalInterface
  public interface Work {
    /// Does it.
    ///
    /// @throws IOException if the client is gone
    void run() throws IOException;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
