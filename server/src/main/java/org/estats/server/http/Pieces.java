package org.estats.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// Takes what is written to a client, and sends it piece by piece, so that a long answer never
/// stands in memory as a whole, however slowly it is taken. What one client may take for all of it
/// is bounded too: as long as it lasts, it holds a moment that is over.
abstract class Pieces extends OutputStream {

  /// So much is kept at most.
  private static final int BYTES = 32 << 10;

  /// So much is written at once: between two, a slow client is told from one that takes nothing.
  /// The JDK's server keeps twice the largest for as long as a connection lasts.
  private static final int SLICE_BYTES = 4 << 10;

  private static final int FIRST_BYTES = 2 << 10;
  private static final long WHOLE_NANOS_MAX = TimeUnit.MINUTES.toNanos(2);

  private final SlowClients.Progress progress;
  private final int millisMax;
  private final long begin = System.nanoTime();
  private byte[] kept = new byte[FIRST_BYTES];
  private int count;

  /// @param millisMax how long a client may take for a piece
  Pieces(SlowClients.Progress progress, int millisMax) {
    this.progress = progress;
    this.millisMax = millisMax;
  }

  /// Where pieces go.
  ///
  /// @param isLast whether there are none after those kept so far
  abstract OutputStream sink(int bytesKept, boolean isLast) throws IOException;

  @Override
  public final void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public final void write(byte[] bytes, int from, int length) throws IOException {
    for (int at = from; at < from + length; ) {
      if (count == BYTES) {
        send(false);
      }
      int part = Math.min(from + length - at, BYTES - count);
      if (count + part > kept.length) {
        kept = Arrays.copyOf(kept, Math.min(BYTES, Math.max(count + part, 2 * kept.length)));
      }
      System.arraycopy(bytes, at, kept, count, part);
      count += part;
      at += part;
    }
  }

  private void send(boolean isLast) throws IOException {
    long left = WHOLE_NANOS_MAX - (System.nanoTime() - begin);
    int millis = Math.clamp(TimeUnit.NANOSECONDS.toMillis(left), 1, millisMax);
    progress.begin(millis);
    OutputStream to = sink(count, isLast);
    write(to, kept, count, progress, millis);
    count = 0;
    if (isLast) {
      finish(to);
    }
    progress.end();
    if (!isLast) {
      progress.goOn();
    }
  }

  /// Writes to a client in slices.
  static void write(
      OutputStream to, byte[] bytes, int length, SlowClients.Progress progress, int millisMax)
      throws IOException {
    for (int at = 0; at < length; at += SLICE_BYTES) {
      if (at > 0 && at % BYTES == 0) {
        progress.end();
        progress.goOn();
      }
      progress.begin(millisMax);
      to.write(bytes, at, Math.min(SLICE_BYTES, length - at));
    }
  }

  /// All has been written to where it goes.
  abstract void finish(OutputStream to) throws IOException;

  @Override
  public final void close() throws IOException {
    send(true);
  }
}
