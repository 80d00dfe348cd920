package org.estats.server.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.estats.catalogue.Switch;
import org.estats.filter.Filter;
import org.estats.linux.collector.RuleTerms;

/// Reads what stands after `watch =`: terms of a filter, `groups=A,B` and `sample=1/N`; `all` for
/// no term.
final class WatchLineParser {

  private static final String GROUPS = "groups=";
  private static final String SAMPLE = "sample=1/";
  private static final int ONE_IN_MAX = 1_000_000;

  private WatchLineParser() {}

  static WatchLine parse(String text, int line) {
    List<String> terms = new ArrayList<>();
    Set<Switch> switches = EnumSet.allOf(Switch.class);
    int oneIn = 1;
    for (String word : text.split("\\s+")) {
      if (word.startsWith(GROUPS)) {
        switches = Switches.named(List.of(word.substring(GROUPS.length()).split(",")));
      } else if (word.startsWith(SAMPLE)) {
        oneIn = Switches.oneIn(word.substring(SAMPLE.length()), ONE_IN_MAX);
      } else if (!word.equals("all")) {
        terms.add(word);
      }
    }
    Filter filter = Filter.parse(terms);
    RuleTerms.toRule(filter, switches, oneIn); // says what a rule cannot hold
    return new WatchLine(line, filter, switches, oneIn);
  }
}
