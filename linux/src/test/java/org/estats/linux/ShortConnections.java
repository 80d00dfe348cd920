package org.estats.linux;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.estats.TcpState;
import org.estats.linux.diag.SockDiag;

/// Connections that are opened at a steady rate, send a little and end.
public final class ShortConnections {

  /// Enough for the ports of connections that are in TIME_WAIT.
  private static final int LISTENERS = 8;

  private static final int BYTES = 64;
  private static final int BACKLOG = 1024;

  private ShortConnections() {}

  /// What was made.
  ///
  /// @param connections how many
  /// @param bytes what they carried, together
  /// @param seconds how long it took
  public record Sum(long connections, long bytes, double seconds) {}

  private record Open(SocketChannel client, SocketChannel server, long endNanos) {}

  /// Makes them; each is closed by either end first, in turn, after the time it is to live.
  public static Sum make(int seconds, int perSecond, Duration life) throws IOException {
    List<ServerSocketChannel> listeners = new ArrayList<>();
    for (int i = 0; i < LISTENERS; i++) {
      listeners.add(
          ServerSocketChannel.open()
              .bind(new InetSocketAddress(Pair.Family.IPV4.address(), 0), BACKLOG));
    }
    ArrayDeque<Open> open = new ArrayDeque<>();
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    long count = (long) seconds * perSecond;
    long begun = System.nanoTime();
    for (long i = 0; i < count; i++) {
      long due = begun + i * 1_000_000_000L / perSecond;
      while (System.nanoTime() < due) {
        closeThoseDue(open);
        LockSupport.parkNanos(Math.min(due - System.nanoTime(), 1_000_000));
      }
      ServerSocketChannel listener = listeners.get((int) (i % LISTENERS));
      SocketChannel client = SocketChannel.open(listener.getLocalAddress());
      SocketChannel server = listener.accept();
      client.write(bytes.clear());
      server.read(bytes.clear());
      open.add(
          i % 2 == 0
              ? new Open(client, server, System.nanoTime() + life.toNanos())
              : new Open(server, client, System.nanoTime() + life.toNanos()));
      closeThoseDue(open);
    }
    while (!open.isEmpty()) {
      closeThoseDue(open);
      LockSupport.parkNanos(1_000_000);
    }
    double took = (System.nanoTime() - begun) / 1e9;
    for (ServerSocketChannel listener : listeners) {
      listener.close();
    }
    return new Sum(count, count * BYTES, took);
  }

  private static void closeThoseDue(ArrayDeque<Open> open) throws IOException {
    while (!open.isEmpty() && open.peek().endNanos() <= System.nanoTime()) {
      Open oldest = open.remove();
      oldest.client().close();
      oldest.server().close();
    }
  }

  /// Whether none is left in this namespace but remnants.
  public static boolean areGone() {
    try (SockDiag diag = SockDiag.open()) {
      return diag.connections().stream().allMatch(r -> r.state() == TcpState.TIME_WAIT);
    }
  }
}
