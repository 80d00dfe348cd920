package org.estats.lab;

/// One of the two hosts.
public enum Side {
  /// The host that opens the connections, 10.77.0.1 and fd77::1.
  CLIENT,
  /// The host that listens, 10.77.0.2 and fd77::2.
  SERVER;

  /// The other host.
  public Side peer() {
    return this == CLIENT ? SERVER : CLIENT;
  }
}
