package org.estats;

/// A row of the connection table.
///
/// @param connection which connection it is
/// @param state its state
/// @param uid the user who owns the socket, or [#UNKNOWN]
/// @param inode the inode of the socket, by which its owner is found; 0 where there is none
/// @param receiveQueueBytes bytes received and not yet read; for a listener, connections waiting;
///   [#UNKNOWN] where the source does not say
/// @param sendQueueBytes bytes written and not yet acknowledged; for a listener, the limit;
///   [#UNKNOWN] where the source does not say
public record ConnectionRow(
    Connection connection,
    TcpState state,
    int uid,
    long inode,
    long receiveQueueBytes,
    long sendQueueBytes) {

  /// In place of a number that the source does not know.
  public static final int UNKNOWN = -1;
}
