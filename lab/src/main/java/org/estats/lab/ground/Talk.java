package org.estats.lab.ground;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.estats.Connection;
import org.estats.lab.IpFamily;
import org.estats.lab.Lab;

/// One connection between the hosts and what the applications at its ends do.
final class Talk implements AutoCloseable {

  private static final int CONNECT_MILLIS_MAX = 10_000;
  private static final int CHUNK_BYTES = 65_536;

  /// A reader that is to be slow reads so often.
  private static final long READ_NANOS = 20_000_000;

  private final SocketChannel client;
  private final SocketChannel server;
  private final Connection clientEnd;
  private final Connection serverEnd;
  private final AtomicLong readBytes = new AtomicLong();
  private final AtomicLong replies = new AtomicLong();
  private boolean isAsking;

  private Talk(Lab lab, SocketChannel client, SocketChannel server) throws IOException {
    this.client = client;
    this.server = server;
    this.clientEnd = lab.client().connection(client);
    this.serverEnd = lab.server().connection(server);
  }

  /// Connects the hosts with the buffers that were drawn.
  static Talk open(Lab lab, Draw draw) throws IOException {
    return open(lab, draw, draw.count(Setting.SEND_BUFFER), draw.count(Setting.RECEIVE_BUFFER));
  }

  /// Connects the hosts with buffers of the kernel's choice, for what is not judged.
  static Talk beside(Lab lab, Draw draw) throws IOException {
    return open(lab, draw, 0, 0);
  }

  private static Talk open(Lab lab, Draw draw, int sendBytes, int receiveBytes) throws IOException {
    try (ServerSocketChannel listener = lab.server().call(() -> ServerSocketChannel.open())) {
      if (receiveBytes > 0) {
        listener.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
      }
      IpFamily family = draw.word(Setting.FAMILY).equals("six") ? IpFamily.IPV6 : IpFamily.IPV4;
      listener.bind(new InetSocketAddress(lab.server().address(family), 0));
      SocketChannel client = lab.client().call(() -> SocketChannel.open());
      if (sendBytes > 0) {
        client.setOption(StandardSocketOptions.SO_SNDBUF, sendBytes);
      }
      client.setOption(StandardSocketOptions.TCP_NODELAY, draw.word(Setting.NODELAY).equals("on"));
      client.socket().connect(listener.getLocalAddress(), CONNECT_MILLIS_MAX);
      listener.socket().setSoTimeout(CONNECT_MILLIS_MAX);
      SocketChannel server = listener.socket().accept().getChannel();
      server.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return new Talk(lab, client, server);
    }
  }

  Connection connection() {
    return clientEnd;
  }

  /// The server's end.
  Connection farEnd() {
    return serverEnd;
  }

  /// How much the server's application has read.
  long readBytes() {
    return readBytes.get();
  }

  /// What the applications have got done: replies if they ask and answer, else bytes.
  long progress() {
    return isAsking ? replies.get() : readBytes.get();
  }

  /// Begins what was drawn.
  void begin(Draw draw) {
    switch (draw.word(Setting.TRAFFIC)) {
      case "bulk" -> {
        start("ground-writer", () -> write(draw));
        start("ground-reader", () -> read(draw));
      }
      case "requests" ->
          requests(
              draw.count(Setting.REQUEST),
              draw.count(Setting.PARTS),
              draw.count(Setting.REPLY),
              draw.time(Setting.THINK));
      case "nothing" -> {
        // a connection that stands and waits
      }
      default ->
          throw new IllegalArgumentException("no traffic '" + draw.word(Setting.TRAFFIC) + "'");
    }
  }

  /// Begins to send as much as goes through.
  void bulk() {
    start("ground-other-writer", () -> writeForever(CHUNK_BYTES, 0));
    start("ground-other-reader", () -> readForever());
  }

  /// Begins requests, one after the reply to the other.
  void requests(int requestBytes, int parts, int replyBytes, Duration think) {
    isAsking = true;
    start("ground-server", () -> serve(requestBytes, replyBytes));
    start("ground-client", () -> ask(requestBytes, parts, replyBytes, think));
  }

  private void write(Draw draw) throws IOException {
    int chunk = draw.count(Setting.WRITE);
    if (!draw.has(Setting.BYTES)) {
      writeForever(chunk, draw.nanos(Setting.WRITE_EVERY));
      return;
    }
    long left = Math.round(draw.number(Setting.BYTES));
    ByteBuffer buffer = ByteBuffer.allocateDirect(chunk);
    while (left > 0) {
      buffer.clear().limit((int) Math.min(left, chunk));
      left -= buffer.remaining();
      writeAll(buffer);
    }
  }

  private void writeForever(int chunkBytes, long everyNanos) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(chunkBytes);
    long next = System.nanoTime();
    while (true) {
      writeAll(buffer.clear());
      if (everyNanos > 0) {
        next = Math.max(next + everyNanos, System.nanoTime());
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
  }

  private void writeAll(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      client.write(buffer);
    }
  }

  private void read(Draw draw) throws IOException {
    if (draw.has(Setting.READ_RATE)) {
      readAt(draw.number(Setting.READ_RATE) / Byte.SIZE);
    } else if (draw.has(Setting.STOP_FOR)) {
      readWithStops(draw.nanos(Setting.STOP_EVERY), draw.nanos(Setting.STOP_FOR));
    } else {
      readForever();
    }
  }

  private void readForever() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
    int n;
    while ((n = server.read(buffer.clear())) >= 0) {
      readBytes.addAndGet(n);
    }
  }

  private void readAt(double bytesPerSecond) throws IOException {
    int share = (int) Math.max(1, bytesPerSecond * READ_NANOS / 1e9);
    ByteBuffer buffer = ByteBuffer.allocateDirect(share);
    long begin = System.nanoTime();
    int n;
    while ((n = server.read(buffer.clear())) >= 0) {
      long due = begin + Math.round(readBytes.addAndGet(n) / bytesPerSecond * 1e9);
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private void readWithStops(long everyNanos, long forNanos) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
    long stop = System.nanoTime() + everyNanos;
    int n;
    while ((n = server.read(buffer.clear())) >= 0) {
      readBytes.addAndGet(n);
      if (System.nanoTime() - stop >= 0) {
        LockSupport.parkNanos(forNanos);
        stop = System.nanoTime() + everyNanos;
      }
    }
  }

  private void serve(int requestBytes, int replyBytes) throws IOException {
    ByteBuffer request = ByteBuffer.allocateDirect(requestBytes);
    ByteBuffer reply = ByteBuffer.allocateDirect(replyBytes);
    while (fill(server, request)) {
      readBytes.addAndGet(requestBytes);
      reply.clear();
      while (reply.hasRemaining()) {
        server.write(reply);
      }
    }
  }

  private void ask(int requestBytes, int parts, int replyBytes, Duration think) throws IOException {
    ByteBuffer request = ByteBuffer.allocateDirect(requestBytes);
    ByteBuffer reply = ByteBuffer.allocateDirect(replyBytes);
    do {
      LockSupport.parkNanos(think.toNanos());
      for (int part = 0; part < parts; part++) {
        request.limit(requestBytes * (part + 1) / parts);
        writeAll(request);
      }
      request.clear();
    } while (fill(client, reply) && replies.incrementAndGet() > 0);
  }

  private static boolean fill(SocketChannel from, ByteBuffer buffer) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      if (from.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  private interface Work {
    void run() throws IOException;
  }

  /// What goes wrong with the connection is what the trial is about, and closing it ends the work.
  private static void start(String name, Work work) {
    Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(() -> {
          try {
            work.run();
          } catch (IOException e) {
            // the connection is closed, or has died as it was meant to
          }
        });
  }

  /// Ends it at once, with nothing left for the kernel to deliver.
  @Override
  public void close() throws IOException {
    client.setOption(StandardSocketOptions.SO_LINGER, 0);
    server.setOption(StandardSocketOptions.SO_LINGER, 0);
    client.close();
    server.close();
  }
}
