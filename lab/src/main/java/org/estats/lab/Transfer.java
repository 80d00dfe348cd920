package org.estats.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.estats.EstatsException;

/// A bulk transfer: the client connects, sends so many bytes as fast as it can, the server reads
/// them, and the connection is closed once all is acknowledged.
///
/// @param bytes how much data, at least 1
/// @param family over which version of IP
/// @param congestionControl the client's from now on; empty to leave it as it is
/// @param seed of the data
/// @param timeout how long it all may take
public record Transfer(
    long bytes, IpFamily family, String congestionControl, long seed, Duration timeout) {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /// More than the 40 ms by which Linux delays an acknowledgement.
  static final Duration QUIET = Duration.ofMillis(100);

  private static final int ANY_PORT = 0;

  /// Checks that the options make sense.
  public Transfer {
    if (bytes <= 0) {
      throw new IllegalArgumentException("a transfer of " + bytes + " bytes");
    }
  }

  /// A transfer over IPv4 that may take a minute.
  public static Transfer of(long bytes) {
    return new Transfer(bytes, IpFamily.IPV4, "", 1, TIMEOUT);
  }

  /// The same over this version of IP.
  public Transfer over(IpFamily newFamily) {
    return new Transfer(bytes, newFamily, congestionControl, seed, timeout);
  }

  /// The same with this congestion control.
  public Transfer withCongestionControl(String name) {
    return new Transfer(bytes, family, name, seed, timeout);
  }

  /// The same with other data.
  public Transfer withSeed(long newSeed) {
    return new Transfer(bytes, family, congestionControl, newSeed, timeout);
  }

  /// The same with more or less time.
  public Transfer within(Duration newTimeout) {
    return new Transfer(bytes, family, congestionControl, seed, newTimeout);
  }

  /// Does it.
  ///
  /// @throws EstatsException if it is not done in time, the link fails or the log is full
  /// @throws IOException if a socket fails
  public TransferResult run(Lab lab) throws IOException, InterruptedException {
    return run(lab, TransferHooks.NONE);
  }

  /// Does it, with the caller stepping in.
  ///
  /// @throws EstatsException if it is not done in time, the link fails or the log is full
  /// @throws IOException if a socket or a hook fails
  public TransferResult run(Lab lab, TransferHooks hooks) throws IOException, InterruptedException {
    if (!congestionControl.isEmpty()) {
      lab.client().congestionControl(congestionControl);
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    InetAddress address = lab.server().address(family);
    try (ServerSocketChannel listener =
            lab.server().call(() -> ServerSocketChannel.open(family.protocol()));
        SocketChannel client = lab.client().call(() -> SocketChannel.open(family.protocol()))) {
      listener.bind(new InetSocketAddress(address, ANY_PORT));
      client.socket().connect(listener.getLocalAddress(), millisUntil(deadline));
      listener.socket().setSoTimeout(millisUntil(deadline));
      try (SocketChannel server = listener.socket().accept().getChannel()) {
        return new TransferRun(this, lab, hooks, deadline).run(client, server);
      }
    } catch (SocketTimeoutException e) {
      throw late("the hosts were not connected");
    }
  }

  EstatsException late(String what) {
    return new EstatsException(
        EstatsException.Kind.FAILED,
        what + " within " + timeout.toMillis() + " ms",
        "give the transfer more time or the link more rate");
  }

  /// At least 1: for the JDK 0 means forever.
  static int millisUntil(long deadlineNanos) {
    return (int) Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000);
  }
}
