package org.estats.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Both ends of a pair send as fast as they can, and read, until this is closed.
public final class BulkTraffic implements AutoCloseable {

  private static final int READ_BYTES = 1 << 18;

  private final Pair pair;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong read = new AtomicLong();
  private volatile boolean isOver;
  private volatile IOException failure;

  /// Starts it.
  ///
  /// @param writeBytes how much is written at once
  public BulkTraffic(Pair pair, int writeBytes) {
    this.pair = pair;
    oneWay(pair.client(), pair.server(), writeBytes);
    oneWay(pair.server(), pair.client(), writeBytes);
  }

  private void oneWay(SocketChannel from, SocketChannel to, int bytes) {
    AtomicLong total = new AtomicLong(Long.MAX_VALUE);
    run(() -> {
      ByteBuffer out = ByteBuffer.allocateDirect(bytes);
      long written = 0;
      while (!isOver) {
        written += from.write(out.clear());
      }
      total.set(written + 1); // known before the reader can have read it
      from.write(out.clear().limit(1));
    });
    run(() -> {
      ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
      for (long n = 0; n < total.get(); ) {
        int more = to.read(in.clear());
        n += more;
        read.addAndGet(more);
      }
    });
  }

  private interface Work {
    void run() throws IOException;
  }

  private void run(Work work) {
    threads.add(
        Thread.ofPlatform()
            .start(() -> {
              try {
                work.run();
              } catch (IOException e) {
                failure = e;
              }
            }));
  }

  /// How many bytes both ends have read.
  public long bytesRead() {
    return read.get();
  }

  /// Ends it; what has been sent is read, and nothing is under way any more.
  @Override
  public void close() throws IOException {
    isOver = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
    pair.quiet();
  }
}
