package org.estats.server.sample;

import org.estats.Connection;

/// What never changes of a connection, in the forms in which it is asked for again and again.
///
/// @param id its socket cookie in hexadecimal
/// @param connection the connection
/// @param text both ends as they are printed
/// @param local this end
/// @param remote the other end
public record Identity(String id, Connection connection, String text, String local, String remote) {

  static Identity of(Connection connection) {
    String local = connection.local().toString();
    String remote = connection.remote().toString();
    return new Identity(id(connection.cookie()), connection, local + "-" + remote, local, remote);
  }

  /// The id of a connection of this cookie.
  public static String id(long cookie) {
    return Long.toHexString(cookie);
  }
}
