package org.estats.server.metrics;

import java.util.Locale;
import org.estats.catalogue.Member;
import org.estats.catalogue.Unit;

/// Names of metrics, made from the catalogue: `Path.FastRetran` is `path_fast_retran`. Times are in
/// seconds, as Prometheus has them.
final class MetricName {

  private MetricName() {}

  static String of(Member member) {
    String group = member.group().name().toLowerCase(Locale.ROOT);
    String name = group + "_" + member.name().toLowerCase(Locale.ROOT);
    return isTime(member) ? name + "_seconds" : name;
  }

  private static boolean isTime(Member member) {
    return member.unit() == Unit.MILLISECONDS || member.unit() == Unit.MICROSECONDS;
  }
}
