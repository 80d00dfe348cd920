package org.estats.server.sample;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.estats.EstatsException;

/// The newest board, for whoever wants to look or to wait for the next.
public final class Live implements Consumer<Board> {

  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long FIRST_LOOK_MILLIS = 1_000;

  private Board board;
  private boolean isEnded;

  @Override
  public synchronized void accept(Board next) {
    board = next;
    notifyAll();
  }

  /// The newest board. Who asks before the first sample waits for it.
  ///
  /// @throws EstatsException BUSY if it takes too long, or the daemon ends
  public synchronized Board board() {
    long end = System.nanoTime() + FIRST_NANOS;
    try {
      while (board == null && !isEnded && System.nanoTime() - end < 0) {
        wait(FIRST_LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (board == null) {
      throw new EstatsException(
          EstatsException.Kind.BUSY, "the first sample is still being taken", "try again");
    }
    return board;
  }

  /// The newest board; empty before the first sample.
  public synchronized Optional<Board> newest() {
    return Optional.ofNullable(board);
  }

  /// Waits for a board after a tick.
  ///
  /// @return the newest; the same one still if the wait was in vain, or the daemon ends
  public synchronized Board after(long tick, long millisMax) throws InterruptedException {
    long end = System.nanoTime() + millisMax * 1_000_000;
    while (!isEnded && board().tick() <= tick) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    return board;
  }

  /// Whether there will be no further board.
  public synchronized boolean isEnded() {
    return isEnded;
  }

  /// Lets those go who wait.
  public synchronized void end() {
    isEnded = true;
    notifyAll();
  }
}
