package org.estats;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;

/// One end of a connection: an address and a port. IPv4-mapped IPv6 addresses are IPv4 here.
///
/// @param address the address
/// @param port the port, 0 to 65535
public record Endpoint(InetAddress address, int port) {

  /// Checks the port, and turns an IPv4-mapped address into the IPv4 address it stands for.
  public Endpoint {
    Objects.requireNonNull(address, "address");
    if (address instanceof Inet6Address six) {
      address = unmapped(six);
    }
    if (port < 0 || port > 0xFFFF) {
      throw new IllegalArgumentException("port " + port + " is not within 0 to 65535");
    }
  }

  /// The endpoint of a resolved socket address.
  public static Endpoint of(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(address + " is not resolved");
    }
    return new Endpoint(address.getAddress(), address.getPort());
  }

  private static InetAddress unmapped(Inet6Address six) {
    byte[] bytes = six.getAddress();
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return six;
      }
    }
    if (bytes[10] != -1 || bytes[11] != -1) {
      return six;
    }
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an IPv4 address", e);
    }
  }

  /// Whether the address is IPv4.
  public boolean isIpv4() {
    return address instanceof Inet4Address;
  }

  /// `192.0.2.1:443`, or `[2001:db8::1]:443` with the address shortened as RFC 5952 asks.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    appendTo(text);
    return text.toString();
  }

  /// Appends what [#toString()] gives: tables have very many of these.
  void appendTo(StringBuilder text) {
    if (isIpv4()) {
      byte[] bytes = address.getAddress();
      for (int i = 0; i < bytes.length; i++) {
        text.append(bytes[i] & 0xFF).append(i < bytes.length - 1 ? '.' : ':');
      }
    } else {
      text.append('[').append(ConnectionText.of(address)).append("]:");
    }
    text.append(port);
  }
}
