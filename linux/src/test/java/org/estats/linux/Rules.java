package org.estats.linux;

import java.util.EnumSet;
import java.util.Set;
import org.estats.catalogue.Switch;
import org.estats.filter.Filter;
import org.estats.linux.collector.Rule;
import org.estats.linux.collector.RuleTerms;

/// Rules as tests want them.
public final class Rules {

  private Rules() {}

  /// Everything for every connection of the caller's network namespace.
  public static Rule forAllHere() {
    return of(EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT), 1, "");
  }

  /// A rule by its terms as they are typed; it holds in the caller's network namespace unless one
  /// of them is `netns=`.
  public static Rule of(Set<Switch> switches, int oneIn, String terms) {
    return RuleTerms.toRule(Filter.parse(terms), switches, oneIn);
  }
}
