package org.estats.server.http;

import java.io.IOException;

/// Has work done by a thread of the system's, and waits for it: what fails there fails here.
final class Handover {

  private final Turns.Work work;
  private Throwable failure;

  private Handover(Turns.Work work) {
    this.work = work;
  }

  /// Does it.
  ///
  /// @param stackBytes room for its stack; it counts against what the process may have
  /// @throws IOException what the work throws
  static void run(long stackBytes, Turns.Work work) throws IOException {
    Handover handover = new Handover(work);
    Thread worker =
        Thread.ofPlatform()
            .daemon()
            .name("estats-answer")
            .stackSize(stackBytes)
            .start(handover::attempt);
    boolean isInterrupted = false;
    while (worker.isAlive()) {
      try {
        worker.join();
      } catch (InterruptedException e) { // the daemon ends
        isInterrupted = true;
        worker.interrupt();
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    handover.rethrow();
  }

  private void attempt() {
    try {
      work.run();
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void rethrow() throws IOException {
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }
}
