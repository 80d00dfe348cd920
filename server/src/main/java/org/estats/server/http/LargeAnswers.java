package org.estats.server.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets only so many long answers be under way at once: each holds the moment that it tells of, and
/// some work. Those who come in between wait a little.
public final class LargeAnswers {

  /// More rows make an answer a long one.
  public static final int ROWS = 1_000;

  static final int AT_ONCE_MAX = 4;
  private static final long WAIT_MILLIS_MAX = 5_000;

  private final Semaphore free = new Semaphore(AT_ONCE_MAX, true);
  private final long waitMillisMax;

  /// With all places free.
  public LargeAnswers() {
    this(WAIT_MILLIS_MAX);
  }

  LargeAnswers(long waitMillisMax) {
    this.waitMillisMax = waitMillisMax;
  }

  /// The place of an answer, given back by closing.
  public interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /// Takes a place, if an answer of so many rows needs one.
  ///
  /// @throws Refusal if none becomes free
  public Place take(int rows) {
    if (rows <= ROWS) {
      return () -> {};
    }
    try {
      if (free.tryAcquire(waitMillisMax, TimeUnit.MILLISECONDS)) {
        return free::release;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw Refusal.tooMany(
        "more than " + AT_ONCE_MAX + " are being told more than " + ROWS + " rows already");
  }
}
