package org.estats;

import java.time.Duration;
import java.util.Optional;

/// Follows the final records of connections, in the order in which they ended. Every reader has a
/// place of its own and takes nothing away from others.
///
/// The source keeps the newest records only. A reader that comes too late for some goes on with the
/// oldest that is left, and [#missed()] says how many it lost. For one thread at a time.
public interface ClosedReader extends AutoCloseable {

  /// The next record; empty if none has come since.
  ///
  /// @throws EstatsException ACCESS_DENIED, NOT_SUPPORTED
  Optional<FinalRecord> next();

  /// The next record, waited for.
  ///
  /// @param wait how long at most
  /// @return empty if none came in that time, or the thread was interrupted
  /// @throws EstatsException ACCESS_DENIED, NOT_SUPPORTED
  Optional<FinalRecord> next(Duration wait);

  /// How many records this reader has missed so far, exactly: those read and those missed are all
  /// that there were since the oldest that it found at the beginning.
  long missed();

  /// Lets go of the source.
  @Override
  void close();
}
