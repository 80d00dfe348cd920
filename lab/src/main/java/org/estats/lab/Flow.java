package org.estats.lab;

import org.estats.Connection;
import org.estats.Endpoint;

/// One way of a connection: from where to where its packets go.
///
/// @param source the sender's end
/// @param destination the receiver's end
public record Flow(Endpoint source, Endpoint destination) {

  /// What the local end of a connection sends.
  public static Flow sentBy(Connection connection) {
    return new Flow(connection.local(), connection.remote());
  }

  /// The other way of the same connection.
  public Flow reversed() {
    return new Flow(destination, source);
  }

  /// Both ends, `source>destination`.
  @Override
  public String toString() {
    return source + ">" + destination;
  }
}
