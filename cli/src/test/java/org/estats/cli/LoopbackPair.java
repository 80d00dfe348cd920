package org.estats.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.estats.Connection;
import org.estats.linux.LinuxSource;

/// A connection over loopback, both ends in this process, and the listener it came by.
record LoopbackPair(ServerSocketChannel listener, SocketChannel client, SocketChannel server)
    implements AutoCloseable {

  static LoopbackPair open(String address) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
    SocketChannel client = SocketChannel.open(listener.getLocalAddress());
    return new LoopbackPair(listener, client, listener.accept());
  }

  int port() throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  /// The client's end, as it is printed.
  String clientText() throws IOException {
    return Connection.of(client).toString();
  }

  String serverText() throws IOException {
    return Connection.of(server).toString();
  }

  /// Sends so many bytes to the server, which reads them all.
  void send(int bytes) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(Math.min(bytes, 1 << 16));
    ByteBuffer read = ByteBuffer.allocate(1 << 16);
    client.configureBlocking(false);
    int sent = 0;
    int received = 0;
    while (received < bytes) {
      if (sent < bytes) {
        data.clear().limit(Math.min(data.capacity(), bytes - sent));
        sent += client.write(data);
      }
      server.configureBlocking(sent == bytes);
      int n = server.read(read.clear());
      if (n < 0) {
        throw new IOException("the connection ended");
      }
      received += n;
    }
    client.configureBlocking(true);
    server.configureBlocking(true);
  }

  /// Waits until the client knows that the server has all it sent. What comes next could overtake
  /// the last ACK on another processor.
  void awaitAcknowledged() throws IOException, InterruptedException {
    Connection end = Connection.of(client);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (LinuxSource.fromTcpInfo(end).sendBuff().curRetxQueue().get() > 0) {
      if (System.nanoTime() > deadline) {
        throw new IOException("not acknowledged within 20 s: " + end);
      }
      Thread.sleep(1);
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
    listener.close();
  }
}
