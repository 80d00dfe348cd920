package org.estats.lab.ill;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// What the sending application does, until its channel is closed.
interface Writer {

  /// Writes as much as it can.
  Writer BULK = inPieces(1 << 16);

  /// Writes all it can, so much at a time.
  static Writer inPieces(int bytes) {
    return (channel, played) -> {
      while (true) {
        write(channel, bytes);
      }
    };
  }

  /// Writes nothing.
  Writer SILENT = (channel, played) -> {};

  void run(SocketChannel channel, IllConnection played) throws IOException, InterruptedException;

  static void write(SocketChannel channel, int bytes) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(bytes);
    while (chunk.hasRemaining()) {
      channel.write(chunk);
    }
  }

  /// Writes so much at a time, then pauses.
  static Writer paced(int bytes, Duration pause) {
    return (channel, played) -> {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      while (true) {
        write(channel, bytes);
        Thread.sleep(pause);
      }
    };
  }

  /// Writes so much when the watch begins, and nothing more.
  static Writer once(int bytes) {
    return (channel, played) -> {
      played.awaitWatch();
      write(channel, bytes);
    };
  }

  /// Asks in two small writes, and waits for an answer of one byte.
  static Writer twoWrites(int bytes) {
    return (channel, played) -> {
      while (true) {
        write(channel, bytes);
        write(channel, bytes);
        if (channel.read(ByteBuffer.allocate(1)) < 0) {
          return;
        }
      }
    };
  }
}
