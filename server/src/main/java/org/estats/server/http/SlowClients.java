package org.estats.server.http;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Cuts off clients that take nothing: a thread that writes to a full socket is interrupted, and
/// its channel closes.
final class SlowClients implements AutoCloseable {

  /// How long a piece of an answer may take.
  static final int ANSWER_MILLIS_MAX = 10_000;

  /// How long an event of a stream may take.
  static final int STREAM_MILLIS_MAX = 30_000;

  private static final long LOOK_MILLIS = 500;

  private final Set<Progress> all = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  /// How one request gets on.
  final class Progress implements AutoCloseable {

    private Thread writer = Thread.currentThread();
    private Optional<Turns.Turn> turn = Optional.empty();
    private volatile long dueNanos;
    private boolean isCut;

    /// Has a thread of the system's work at the answer, and waits for it.
    ///
    /// @param taken the turn in which it works; empty if it needs none
    void handOver(Optional<Turns.Turn> taken, long stackBytes, Turns.Work work) throws IOException {
      Thread own = Thread.currentThread();
      try {
        Handover.run(
            stackBytes,
            () -> {
              writer(Thread.currentThread());
              turn = taken;
              work.run();
            });
      } finally {
        turn = Optional.empty();
        end();
        writer(own);
      }
    }

    private synchronized void writer(Thread thread) {
      writer = thread;
    }

    /// More of it is going to be made.
    void goOn() {
      turn.ifPresent(Turns.Turn::goOn);
    }

    /// Something is going to be written.
    void begin(int millisMax) {
      turn.ifPresent(Turns.Turn::write);
      dueNanos = Math.max(1, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax));
    }

    /// Whether it took too long, so that it was cut off.
    synchronized boolean wasCut() {
      return isCut;
    }

    /// It is written.
    void end() {
      dueNanos = 0;
    }

    private synchronized void look(long now) {
      long due = dueNanos;
      if (!isCut && due != 0 && now - due > 0) {
        isCut = true;
        writer.interrupt();
      }
    }

    @Override
    public void close() {
      all.remove(this);
      synchronized (this) {
        isCut = true;
      }
      Thread.interrupted(); // the thread may serve the next request of the connection
    }
  }

  SlowClients() {
    thread = Thread.ofPlatform().daemon().name("estats-slow-clients").start(this::watch);
  }

  Progress begin() {
    Progress progress = new Progress();
    all.add(progress);
    return progress;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK_MILLIS);
        long now = System.nanoTime();
        all.forEach(p -> p.look(now));
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
