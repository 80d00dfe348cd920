package org.estats.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.estats.Connection;

/// Connections of this program to itself, both ends of each.
final class LoopbackPairs implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final List<SocketChannel> ends = new ArrayList<>();

  private LoopbackPairs() {}

  /// Opens pairs, which makes twice as many connections.
  static LoopbackPairs open(int count) throws IOException {
    LoopbackPairs pairs = new LoopbackPairs();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(any, BACKLOG)) {
      for (int i = 0; i < count; i++) {
        pairs.ends.add(SocketChannel.open(server.getLocalAddress()));
        pairs.ends.add(server.accept());
      }
      return pairs;
    } catch (IOException e) {
      pairs.close();
      throw new IOException("cannot open " + 2 * count + " connections: " + e.getMessage(), e);
    }
  }

  /// All connections, the two ends of a pair one after the other.
  List<Connection> connections() throws IOException {
    List<Connection> connections = new ArrayList<>();
    for (SocketChannel end : ends) {
      connections.add(Connection.of(end));
    }
    return connections;
  }

  /// Resets the connections: an orderly end would leave a TIME-WAIT for each, which later readings
  /// of all connections would come upon.
  @Override
  public void close() throws IOException {
    for (SocketChannel end : ends) {
      end.setOption(StandardSocketOptions.SO_LINGER, 0);
      end.close();
    }
  }
}
