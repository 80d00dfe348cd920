package org.estats.server.sample;

import java.util.function.Consumer;

/// The newest board, for whoever wants to look or to wait for the next.
public final class Live implements Consumer<Board> {

  private Board board;
  private boolean isEnded;

  @Override
  public synchronized void accept(Board next) {
    board = next;
    notifyAll();
  }

  /// The newest board.
  public synchronized Board board() {
    return board;
  }

  /// Waits for a board after a tick.
  ///
  /// @return the newest; the same one still if the wait was in vain, or the daemon ends
  public synchronized Board after(long tick, long millisMax) throws InterruptedException {
    long end = System.nanoTime() + millisMax * 1_000_000;
    while (!isEnded && board.tick() <= tick) {
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
