package org.estats.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.estats.Connection;
import org.estats.linux.diag.TcpInfoField;

/// Two connected sockets of this process on the loopback interface.
///
/// @param listener where the server's end came from
/// @param client the end that opened
/// @param server the end that was opened
public record Pair(ServerSocketChannel listener, SocketChannel client, SocketChannel server)
    implements AutoCloseable {

  /// What kind of sockets, and what kind of addresses.
  public enum Family {
    IPV4(StandardProtocolFamily.INET, "127.0.0.1"),
    IPV6(StandardProtocolFamily.INET6, "::1"),
    /// IPv4 on sockets that are IPv6, as Java makes them by default.
    MAPPED(StandardProtocolFamily.INET6, "127.0.0.1");

    private final StandardProtocolFamily sockets;
    private final String address;

    Family(StandardProtocolFamily sockets, String address) {
      this.sockets = sockets;
      this.address = address;
    }

    InetAddress address() throws IOException {
      return InetAddress.getByName(address);
    }

    /// A listener on a port of the kernel's choice.
    public ServerSocketChannel listen() throws IOException {
      return ServerSocketChannel.open(sockets).bind(new InetSocketAddress(address(), 0));
    }

    /// A socket that is not connected yet.
    public SocketChannel socket() throws IOException {
      return SocketChannel.open(sockets);
    }
  }

  /// Two ends of the family that Java makes by default.
  public static Pair open() throws IOException {
    return open(Family.MAPPED);
  }

  /// Two ends of a family.
  public static Pair open(Family family) throws IOException {
    return open(family, family.listen());
  }

  /// Two ends, one of them out of a listener that was made ready before.
  public static Pair open(Family family, ServerSocketChannel listener) throws IOException {
    SocketChannel client = family.socket();
    client.connect(listener.getLocalAddress());
    return new Pair(listener, client, listener.accept());
  }

  /// The connection as the client's socket has it.
  public Connection clientEnd() throws IOException {
    return Connection.of(client);
  }

  /// The connection as the server's socket has it.
  public Connection serverEnd() throws IOException {
    return Connection.of(server);
  }

  /// Sends bytes to the server; returns when they are read.
  public void toServer(int bytes) throws IOException {
    send(client, server, bytes);
  }

  /// Sends bytes to the client; returns when they are read.
  public void toClient(int bytes) throws IOException {
    send(server, client, bytes);
  }

  private static void send(SocketChannel from, SocketChannel to, int bytes) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(bytes);
    ByteBuffer in = ByteBuffer.allocate(bytes);
    from.configureBlocking(false);
    while (in.hasRemaining()) {
      from.write(out);
      if (to.read(in) < 0) {
        throw new IOException("closed after " + in.position() + " bytes");
      }
    }
    from.configureBlocking(true);
  }

  /// Traffic in both directions, in pieces of many sizes; returns when nothing is under way.
  public void traffic() throws IOException {
    for (int bytes : new int[] {1, 100, 70_000, 3, 1_000_000, 17}) {
      toServer(bytes);
      toClient(bytes / 2 + 1);
    }
    quiet();
  }

  /// Waits until all that was sent is acknowledged on both ends: then neither is to send anything
  /// more, a delayed ACK included.
  public void quiet() throws IOException {
    Connection one = clientEnd();
    Connection other = serverEnd();
    Live.await(
        "nothing under way",
        () -> {
          KernelCounts before = KernelCounts.of(one);
          KernelCounts there = KernelCounts.of(other);
          return before.isIdle() && there.isIdle() && before.equals(KernelCounts.of(one));
        });
  }

  /// Leaves the server's end where it answers rather than speaks: its ACKs then wait for data to go
  /// with, 40 ms at least.
  public void serverDelaysAcks() throws IOException {
    for (int i = 0; i < 20; i++) {
      toServer(1);
      toClient(1);
    }
    quiet();
  }

  /// How many segments have arrived at the client.
  public long clientSegments() throws IOException {
    return KernelCounts.of(clientEnd()).get(TcpInfoField.SEGS_IN);
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
    listener.close();
  }
}
