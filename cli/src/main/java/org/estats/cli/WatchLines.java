package org.estats.cli;

import java.time.Instant;
import org.estats.Connection;
import org.estats.cli.select.Change;
import org.estats.cli.select.Reading;

/// How [Watch] tells what it sees.
interface WatchLines {

  /// A connection is watched from now on.
  ///
  /// @param isAlone whether it is the only one
  /// @param isReadable whether this user may read what is collected
  void begins(Reading reading, boolean isAlone, boolean isReadable);

  /// What has become of a connection in an interval.
  void changed(Reading reading, Change change);

  /// A connection has ended.
  void ended(Connection connection, Instant when);
}
