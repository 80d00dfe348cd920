package org.estats.server.metrics;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.estats.server.sample.Fold;
import org.estats.server.sample.Line;

/// The groups of connections, by which sums are kept. The networks of remote addresses are
/// remembered: to write them anew for each connection at each tick cost more than the sums.
final class GroupKeys {

  private static final int REMEMBERED_MAX = 20_000;

  private final Fold.Bits bits;
  private final Map<InetAddress, String> networks = new HashMap<>();

  GroupKeys(Fold.Bits bits) {
    this.bits = bits;
  }

  String of(Fold fold, Line line) {
    if (fold != Fold.REMOTE) {
      return fold.key(line, bits);
    }
    InetAddress remote = line.identity().connection().remote().address();
    String known = networks.get(remote);
    if (known == null) {
      if (networks.size() >= REMEMBERED_MAX) {
        networks.clear();
      }
      known = fold.key(line, bits);
      networks.put(remote, known);
    }
    return known;
  }
}
