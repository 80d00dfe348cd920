package org.estats.linux;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.estats.catalogue.Switch;
import org.estats.linux.collector.Rule;
import org.estats.linux.proc.NetworkNamespace;

/// Rules as tests want them.
public final class Rules {

  private Rules() {}

  /// Everything for every connection of the caller's network namespace.
  public static Rule forAllHere() {
    int mask = Switch.DATA.bit() | Switch.PATH.bit() | Switch.FINE_RTT.bit();
    return of(mask, Optional.empty(), OptionalLong.empty(), 1);
  }

  /// Some of the connections of the caller's network namespace.
  public static Rule of(int mask, Optional<String> process, OptionalLong cgroup, int oneIn) {
    return new Rule(
        0,
        mask,
        OptionalLong.of(NetworkNamespace.ownInode()),
        OptionalInt.empty(),
        0,
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        process,
        cgroup,
        oneIn,
        0,
        0);
  }
}
