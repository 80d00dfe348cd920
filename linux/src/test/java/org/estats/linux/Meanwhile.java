package org.estats.linux;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// What another thread does while a test goes on: the same thing over and over, until this is
/// closed. What it threw is thrown then.
public final class Meanwhile implements AutoCloseable {

  private final FutureTask<Void> task;
  private volatile boolean isOver;

  private Meanwhile(Runnable turn) {
    task =
        start(() -> {
          while (!isOver) {
            turn.run();
          }
          return null;
        });
  }

  /// Begins to do something over and over.
  public static Meanwhile again(Runnable turn) {
    return new Meanwhile(turn);
  }

  /// Begins to do something once.
  public static <T> FutureTask<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().start(task);
    return task;
  }

  @Override
  public void close() throws ExecutionException {
    isOver = true;
    try {
      task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
