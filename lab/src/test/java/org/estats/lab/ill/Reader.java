package org.estats.lab.ill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// What the receiving application does, until its channel is closed.
interface Reader {

  /// Reads whatever comes.
  Reader FAST =
      channel -> {
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
        while (channel.read(chunk.clear()) >= 0) {
          // what came is of no interest
        }
      };

  void run(SocketChannel channel) throws IOException, InterruptedException;

  /// Reads so many bytes at a time, then pauses.
  static Reader slow(int bytes, Duration pause) {
    return channel -> {
      ByteBuffer chunk = ByteBuffer.allocate(bytes);
      while (channel.read(chunk) >= 0) {
        if (!chunk.hasRemaining()) {
          chunk.clear();
          Thread.sleep(pause);
        }
      }
    };
  }

  /// Reads so many bytes and no more.
  static Reader stopsAfter(int bytes) {
    return channel -> {
      ByteBuffer chunk = ByteBuffer.allocate(bytes);
      while (chunk.hasRemaining() && channel.read(chunk) >= 0) {
        // until it has had enough
      }
    };
  }

  /// Answers every so many bytes with one.
  static Reader answers(int bytes) {
    return channel -> {
      ByteBuffer chunk = ByteBuffer.allocate(bytes);
      while (channel.read(chunk) >= 0) {
        if (!chunk.hasRemaining()) {
          chunk.clear();
          channel.write(ByteBuffer.allocate(1));
        }
      }
    };
  }
}
