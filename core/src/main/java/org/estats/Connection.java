package org.estats;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/// Which connection is meant.
///
/// Local and remote endpoint name a connection within one network namespace and, for sockets bound
/// to a device, on that device. The cookie tells two connections apart that use the same endpoints
/// one after the other.
///
/// @param local this host's end
/// @param remote the peer's end
/// @param netns the inode of the network namespace, or [#CALLERS_NETNS]
/// @param device the index of the device the socket is bound to, or [#ANY_DEVICE]
/// @param cookie the kernel's socket cookie, or [#UNKNOWN_COOKIE]
public record Connection(Endpoint local, Endpoint remote, long netns, int device, long cookie) {

  /// The namespace of whoever asks.
  public static final long CALLERS_NETNS = 0;

  /// Not bound to a device, or not known to be.
  public static final int ANY_DEVICE = 0;

  /// The cookie is not known; the endpoints alone decide.
  public static final long UNKNOWN_COOKIE = 0;

  /// Checks that both ends are of one family.
  public Connection {
    Objects.requireNonNull(local, "local");
    Objects.requireNonNull(remote, "remote");
    if (local.isIpv4() != remote.isIpv4()) {
      throw new IllegalArgumentException(local + " and " + remote + " are of different families");
    }
  }

  /// A connection in the caller's namespace, known by its endpoints.
  public Connection(Endpoint local, Endpoint remote) {
    this(local, remote, CALLERS_NETNS, ANY_DEVICE, UNKNOWN_COOKIE);
  }

  /// The connection of a connected socket of this program.
  ///
  /// @throws IllegalArgumentException if the socket is not connected
  public static Connection of(Socket socket) {
    return between(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress(), socket);
  }

  /// The connection of a connected channel of this program.
  ///
  /// @throws IllegalArgumentException if the channel is not connected or is no TCP channel
  /// @throws IOException if the channel is closed
  public static Connection of(SocketChannel channel) throws IOException {
    return between(channel.getLocalAddress(), channel.getRemoteAddress(), channel);
  }

  private static Connection between(SocketAddress local, SocketAddress remote, Object socket) {
    if (local instanceof InetSocketAddress here && remote instanceof InetSocketAddress there) {
      return new Connection(Endpoint.of(here), Endpoint.of(there));
    }
    throw new IllegalArgumentException(socket + " is not a connected TCP socket");
  }

  /// The connection as the peer sees it, in a namespace that is not known.
  public Connection reversed() {
    return new Connection(remote, local);
  }

  /// Both ends in one string, `local-remote`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(48);
    local.appendTo(text);
    text.append('-');
    remote.appendTo(text);
    return text.toString();
  }
}
