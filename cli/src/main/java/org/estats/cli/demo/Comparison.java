package org.estats.cli.demo;

import org.estats.Value;
import org.estats.catalogue.Member;

/// One member: what the collector counted, beside what the packet log shows.
///
/// @param end whose member it is: `sender` or `receiver`
/// @param member the member
/// @param counted by the collector, from inside the kernel
/// @param seen on the wire, by code that knows nothing of the collector
record Comparison(String end, Member member, Value counted, long seen) {

  /// Whether the two agree to the last unit.
  boolean agrees() {
    return counted instanceof Value.Present(long number) && number == seen;
  }
}
