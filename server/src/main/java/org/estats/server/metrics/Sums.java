package org.estats.server.metrics;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.server.sample.Fold;
import org.estats.server.series.Step;

/// Sums over the connections of a kind, by group, bounded: when there is no place for a further
/// group, the one that has had no connection for the longest goes, if that is long enough ago; else
/// the newcomer is counted under `other`.
final class Sums {

  /// The counters that are told by group; the machine as a whole has more.
  static final List<Member> MEMBERS =
      List.of(
          DataMember.DATA_BYTES_OUT,
          DataMember.THRU_BYTES_RECEIVED,
          PathMember.BYTES_RETRANS,
          PathMember.PKTS_RETRANS,
          PathMember.TIMEOUTS);

  /// Where those are counted for which there is no place.
  static final String OTHER = "other";

  private static final long IDLE_TICKS = 600;

  private final Fold fold;
  private final int groupsMax;
  private final Map<String, Group> groups = new LinkedHashMap<>();

  /// The tick at which none was idle any more.
  private long fullTick = Long.MIN_VALUE;

  /// One group.
  static final class Group {
    private final double[] sums = new double[MEMBERS.size()];
    private int connections;
    private long seenTick;

    double sum(int member) {
      return sums[member];
    }

    int connections() {
      return connections;
    }
  }

  Sums(Fold fold, int groupsMax) {
    this.fold = fold;
    this.groupsMax = groupsMax;
  }

  Fold fold() {
    return fold;
  }

  Map<String, Group> groups() {
    return groups;
  }

  void begin() {
    groups.values().forEach(g -> g.connections = 0);
  }

  /// Adds what one connection has done since the tick before.
  void add(String key, Step step, long tick) {
    Group group = group(key.isEmpty() ? "unknown" : key, tick);
    group.connections++;
    group.seenTick = tick;
    for (int i = 0; i < MEMBERS.size(); i++) {
      double difference = step.difference(MEMBERS.get(i));
      group.sums[i] += Double.isNaN(difference) ? 0 : difference;
    }
  }

  private Group group(String key, long tick) {
    Group known = groups.get(key);
    if (known != null) {
      return known;
    }
    boolean hasPlace = groups.size() < groupsMax || dropIdle(tick);
    return groups.computeIfAbsent(hasPlace ? key : OTHER, k -> new Group());
  }

  /// Looked for once a tick: each of many newcomers would go through all groups.
  private boolean dropIdle(long tick) {
    if (tick == fullTick) {
      return false;
    }
    Iterator<Map.Entry<String, Group>> all = groups.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, Group> one = all.next();
      boolean isIdle = tick - one.getValue().seenTick > IDLE_TICKS;
      if (isIdle && !one.getKey().equals(OTHER)) {
        all.remove();
        return true;
      }
    }
    fullTick = tick;
    return false;
  }
}
