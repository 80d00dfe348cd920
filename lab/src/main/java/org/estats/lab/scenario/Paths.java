package org.estats.lab.scenario;

import java.time.Duration;
import org.estats.lab.LinkOptions;

/// What the scenarios' paths have in common.
final class Paths {

  /// 20 Mbit/s and 40 ms: a segment takes 0.6 ms on the line, so that the order in which segments
  /// arrive can be planned.
  static final LinkOptions LINE = LinkOptions.symmetric(20_000_000, Duration.ofMillis(40));

  /// The payload of a full segment over IPv4 with timestamps.
  static final int SEGMENT = 1_448;

  /// A new connection sends this many segments at once (RFC 6928).
  static final int INITIAL_WINDOW = 10;

  /// A full initial window of data.
  static final long FLIGHT = (long) INITIAL_WINDOW * SEGMENT;

  /// Held for this long, a segment is overtaken by the next two.
  static final Duration TWO_BEHIND = Duration.ofNanos(1_500_000);

  /// Held for this long, a segment is overtaken by the next six; a quarter of the round trip, which
  /// Linux allows for once it has seen reordering, is longer.
  static final Duration SIX_BEHIND = Duration.ofNanos(3_900_000);

  private Paths() {}
}
