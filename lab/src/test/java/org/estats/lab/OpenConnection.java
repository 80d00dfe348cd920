package org.estats.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.Set;
import org.estats.Connection;
import org.estats.Estats;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;

/// A connection between the hosts of a lab, with everything switched on at both ends.
record OpenConnection(
    Lab lab,
    SocketChannel client,
    SocketChannel server,
    Connection clientEnd,
    Connection serverEnd,
    long sinceNanos)
    implements AutoCloseable {

  private static final EstatsSource SOURCE = Estats.system();
  private static final Set<Switch> ALL = EnumSet.allOf(Switch.class);
  private static final int CHUNK_BYTES = 1 << 16;

  /// Opens one whose server's buffer is of the kernel's choice.
  static OpenConnection in(Lab lab) throws IOException {
    return in(lab, 0);
  }

  /// Opens one.
  ///
  /// @param receiveBytes the server's SO_RCVBUF, of which the window is at most the half that Java
  ///   asks for; 0 for the kernel's choice
  static OpenConnection in(Lab lab, int receiveBytes) throws IOException {
    try (ServerSocketChannel listener = lab.server().call(() -> ServerSocketChannel.open())) {
      if (receiveBytes > 0) {
        listener.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
      }
      listener.bind(new InetSocketAddress(lab.server().ipv4(), 0));
      SocketChannel client = lab.client().call(() -> SocketChannel.open());
      client.connect(listener.getLocalAddress());
      // Else the end of each write waits for an ACK, which is neither window's doing.
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SocketChannel server = listener.accept();
      Connection here = lab.client().connection(client);
      Connection there = lab.server().connection(server);
      long since = System.nanoTime();
      SOURCE.set(here, ALL, Set.of());
      SOURCE.set(there, ALL, Set.of());
      return new OpenConnection(lab, client, server, here, there, since);
    }
  }

  /// What has been counted at the client.
  Snapshot atClient() {
    return SOURCE.get(clientEnd);
  }

  /// What has been counted at the server.
  Snapshot atServer() {
    return SOURCE.get(serverEnd);
  }

  /// Writes at the client; returns when the kernel has taken it all.
  void write(long bytes) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    for (long left = bytes; left > 0; ) {
      chunk.clear().limit((int) Math.min(left, CHUNK_BYTES));
      while (chunk.hasRemaining()) {
        left -= client.write(chunk);
      }
    }
  }

  /// Reads at the server, so many bytes.
  void read(long bytes) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    for (long left = bytes; left > 0; ) {
      chunk.clear().limit((int) Math.min(left, CHUNK_BYTES));
      int n = server.read(chunk);
      if (n < 0) {
        throw new IOException("ended with " + left + " bytes missing");
      }
      left -= n;
    }
  }

  /// Starts a thread that reads so many bytes at the server as fast as it can.
  Thread reader(long bytes) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          Precedence.take(); // it is to be fast, whatever else the machine does
          try {
            read(bytes);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
  }
}
