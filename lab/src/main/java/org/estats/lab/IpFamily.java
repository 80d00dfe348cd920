package org.estats.lab;

import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;

/// A version of the Internet Protocol.
public enum IpFamily {
  /// IPv4.
  IPV4(StandardProtocolFamily.INET),
  /// IPv6.
  IPV6(StandardProtocolFamily.INET6);

  private final ProtocolFamily protocol;

  IpFamily(ProtocolFamily protocol) {
    this.protocol = protocol;
  }

  /// The name by which channels know it.
  public ProtocolFamily protocol() {
    return protocol;
  }
}
