package org.estats.cli.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.estats.EstatsException;
import org.estats.linux.KernelCollector;

/// Sees to it that an interrupted demonstration still cleans up: the thread that runs it is told to
/// stop, and the process waits for a moment until it has. What it loaded is taken out again.
public final class OrderlyEnd {

  /// On an idle machine it takes a fraction of a second. It takes as long as it takes to load the
  /// collector, if that has just begun: with twenty other programs on the processors, 20 s.
  private static final long SECONDS_MAX = 60;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final boolean wasLoaded = KernelCollector.status().generation().isPresent();
  private volatile boolean interrupted;
  private final Thread hook;

  private OrderlyEnd(Thread running) {
    hook =
        Thread.ofPlatform()
            .unstarted(() -> {
              interrupted = true;
              running.interrupt();
              awaitEnd();
            });
  }

  /// Begins to watch over the calling thread.
  public static OrderlyEnd begin() {
    OrderlyEnd end = new OrderlyEnd(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(end.hook);
    return end;
  }

  /// Whether the process was told to end.
  public boolean isInterrupted() {
    return interrupted;
  }

  /// What was loaded for the demonstration goes again, unless somebody else has begun to use it.
  private void leaveAsFound() {
    boolean isUsed = KernelCollector.countOn() > 0 || !KernelCollector.rules().isEmpty();
    if (wasLoaded || isUsed) {
      KernelCollector.detachIfIdle();
    } else {
      KernelCollector.unload();
    }
  }

  private void awaitEnd() {
    try {
      ended.await(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends the watch; what was begun has ended.
  public void close() {
    Thread.interrupted(); // else what cleans up would break off as well
    try {
      leaveAsFound();
    } catch (EstatsException e) {
      // without rights there is nothing that could be taken off
    } finally {
      ended.countDown();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending, which is why this was closed
    }
  }
}
