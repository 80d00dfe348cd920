package org.estats.linux.diag;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.estats.Connection;
import org.estats.linux.KernelCounts;
import org.estats.linux.Live;

/// Two connected sockets of this process on the loopback interface.
record LoopbackPair(ServerSocketChannel listener, SocketChannel client, SocketChannel server)
    implements AutoCloseable {

  /// IPv4 on sockets that are IPv6, as Java makes them by default.
  static LoopbackPair mapped() throws IOException {
    return open(StandardProtocolFamily.INET6, "127.0.0.1");
  }

  /// IPv4 on sockets that are IPv4.
  static LoopbackPair ipv4() throws IOException {
    return open(StandardProtocolFamily.INET, "127.0.0.1");
  }

  static LoopbackPair ipv6() throws IOException {
    return open(StandardProtocolFamily.INET6, "::1");
  }

  private static LoopbackPair open(ProtocolFamily family, String address) throws IOException {
    InetAddress loopback = InetAddress.getByName(address);
    ServerSocketChannel listener = ServerSocketChannel.open(family);
    listener.bind(new InetSocketAddress(loopback, 0));
    SocketChannel client = SocketChannel.open(family);
    client.connect(listener.getLocalAddress());
    return new LoopbackPair(listener, client, listener.accept());
  }

  Connection clientSide() throws IOException {
    return Connection.of(client);
  }

  Connection serverSide() throws IOException {
    return Connection.of(server);
  }

  /// Sends bytes one way; returns when the other side has read them all.
  static void send(SocketChannel from, SocketChannel to, int bytes) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(bytes);
    ByteBuffer in = ByteBuffer.allocate(bytes);
    from.configureBlocking(false);
    while (in.hasRemaining()) {
      from.write(out);
      to.read(in);
    }
    from.configureBlocking(true);
  }

  /// Waits until both sides know that the other has all they sent.
  void quiet() throws IOException {
    Connection one = clientSide();
    Connection other = serverSide();
    Live.await(
        "nothing under way",
        () -> KernelCounts.of(one).isIdle() && KernelCounts.of(other).isIdle());
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
    listener.close();
  }
}
