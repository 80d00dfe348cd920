package org.estats.lab;

import java.io.IOException;
import org.estats.Connection;

/// Where a caller of [Transfer] can step in. A hook that throws ends the transfer with that.
public interface TransferHooks {

  /// Does nothing.
  TransferHooks NONE = new TransferHooks() {};

  /// The connection is there and no data has been sent: the moment to switch statistics on.
  ///
  /// @param client as the client's host sees it, with its namespace
  /// @param server as the server's host sees it, with its namespace
  default void afterConnect(Connection client, Connection server)
      throws IOException, InterruptedException {}

  /// All data is acknowledged, nothing is on the link, and the connection is still open: the moment
  /// to read statistics.
  ///
  /// @param client as the client's host sees it, with its namespace
  /// @param server as the server's host sees it, with its namespace
  default void afterAcknowledged(Connection client, Connection server)
      throws IOException, InterruptedException {}
}
