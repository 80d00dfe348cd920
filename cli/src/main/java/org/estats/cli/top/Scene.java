package org.estats.cli.top;

import java.time.Duration;
import java.time.Instant;
import org.estats.filter.Filter;

/// What there is to show.
///
/// @param all every connection
/// @param slots those that pass the filter, in order
/// @param filter the filter
/// @param waiting how many the filter has not judged yet
/// @param watched what is known of those on the screen
/// @param holders who holds the sockets
/// @param taken when this was read
/// @param every how far readings are apart
/// @param ownShare what this program itself takes of one processor; NaN as long as it is not known
record Scene(
    Population all,
    int[] slots,
    Filter filter,
    int waiting,
    Watched watched,
    Holders holders,
    Instant taken,
    Duration every,
    double ownShare) {

  /// The row at which a connection stands; -1 if it is not among them.
  int rowOf(long cookie) {
    for (int i = 0; i < slots.length; i++) {
      if (all.connection(slots[i]).cookie() == cookie) {
        return i;
      }
    }
    return -1;
  }
}
