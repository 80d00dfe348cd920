package org.estats;

/// A row of the connection table.
///
/// @param connection which connection it is
/// @param state its state
/// @param uid the user who owns the socket
/// @param inode the inode of the socket, by which its owner is found; 0 where there is none
/// @param receiveQueueBytes bytes received and not yet read; for a listener, connections waiting
/// @param sendQueueBytes bytes written and not yet acknowledged; for a listener, the limit
public record ConnectionRow(
    Connection connection,
    TcpState state,
    int uid,
    long inode,
    long receiveQueueBytes,
    long sendQueueBytes) {}
