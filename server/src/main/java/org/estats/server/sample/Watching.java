package org.estats.server.sample;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.filter.Filter;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.collector.Rule;
import org.estats.linux.collector.RuleTerms;
import org.estats.server.config.WatchLine;
import org.estats.server.host.Alarms;

/// Sees to it that what the configuration asks for is switched on: connections that are there,
/// once, and those to come by rules. Rules that stand already, from an earlier run, are left as
/// they are, so that nothing is counted anew.
public final class Watching {

  private final EstatsSource source;
  private final Alarms alarms;
  private final boolean isAllNamespaces;
  private final Set<Integer> ours = new HashSet<>();

  /// @param isAllNamespaces whether a line without `netns=` is for all namespaces
  public Watching(EstatsSource source, Alarms alarms, boolean isAllNamespaces) {
    this.source = source;
    this.alarms = alarms;
    this.isAllNamespaces = isAllNamespaces;
  }

  /// Adds the rules, and removes those of ours that no line asks for any more.
  public synchronized void applyRules(List<WatchLine> lines) {
    try {
      KernelCollector.ensureRunning();
      Set<Integer> before = Set.copyOf(ours);
      ours.clear();
      List<Rule> standing = KernelCollector.rules();
      for (WatchLine line : lines) {
        Rule wanted = rule(line);
        Rule found =
            standing.stream()
                .filter(r -> isSame(r, wanted))
                .findFirst()
                .orElseGet(() -> KernelCollector.addRule(wanted));
        ours.add(found.id());
      }
      before.stream().filter(id -> !ours.contains(id)).forEach(KernelCollector::removeRule);
      alarms.clear(Alarms.COLLECTOR_MISSING);
    } catch (EstatsException e) {
      alarms.raise(
          Alarms.COLLECTOR_MISSING,
          whatIsShown() + ": " + e.getMessage(),
          e.remedy().isEmpty() ? "run as root" : e.remedy());
    }
  }

  /// What there is to see where nothing can be switched on: others may have switched on something
  /// that this user may read.
  private static String whatIsShown() {
    try {
      return KernelCollector.countOn() == 0 && KernelCollector.status().generation().isEmpty()
          ? "nothing is switched on, so this is what tcp_info tells"
          : "this daemon switches nothing on; it shows what others have switched on, and what"
              + " tcp_info tells of the rest";
    } catch (EstatsException denied) {
      return "this daemon may neither switch on nor read what is collected, so this is what"
          + " tcp_info tells";
    }
  }

  private Rule rule(WatchLine line) {
    boolean isEverywhere = isAllNamespaces && line.filter().namespace().isEmpty();
    Filter filter =
        isEverywhere && !line.filter().allNamespaces()
            ? Filter.parse(line.filter() + " netns=all")
            : line.filter();
    return RuleTerms.toRule(filter, line.switches(), line.oneIn());
  }

  private static boolean isSame(Rule standing, Rule wanted) {
    return standing.mask() == wanted.mask()
        && standing.oneIn() == wanted.oneIn()
        && RuleTerms.toText(standing).equals(RuleTerms.toText(wanted));
  }

  /// Switches on what is there already. A sample is for those to come alone.
  public void applyToPresent(Board board, List<WatchLine> lines) {
    TreeMap<Long, List<Runnable>> byNamespace = new TreeMap<>();
    for (WatchLine line : lines) {
      board.lines().stream()
          .filter(l -> line.oneIn() == 1 && l.state().isSynchronised())
          .filter(l -> !l.on().containsAll(line.switches()))
          .filter(l ->
              line.filter()
                  .matches(l.row(), () -> l.owner().map(List::of).orElse(List.of()), l::snapshot))
          .forEach(l ->
              byNamespace
                  .computeIfAbsent(l.identity().connection().netns(), n -> new ArrayList<>())
                  .add(() -> switchOn(l, line)));
    }
    byNamespace.forEach((netns, work) -> {
      try {
        LinuxSource.in(
            netns,
            () -> {
              work.forEach(Runnable::run);
              return null;
            });
      } catch (EstatsException e) {
        refused(e);
      }
    });
  }

  private void switchOn(Line line, WatchLine asked) {
    try {
      source.set(line.identity().connection(), asked.switches(), Set.of());
    } catch (EstatsException e) {
      refused(e);
    }
  }

  private void refused(EstatsException e) {
    switch (e.kind()) {
      case NOT_FOUND, BUSY, FAILED -> {} // it has ended, or is read as it is
      case ACCESS_DENIED, NOT_SUPPORTED, INVALID -> {
        boolean isTold =
            alarms.standing().stream().anyMatch(a -> a.name().equals(Alarms.COLLECTOR_MISSING));
        if (!isTold) {
          alarms.raise(
              Alarms.COLLECTOR_MISSING,
              "what is there already is not switched on: " + e.getMessage(),
              e.remedy());
        }
      }
    }
  }

  /// Whether the configuration asks for a rule.
  public synchronized boolean isOurs(Rule rule) {
    return ours.contains(rule.id());
  }
}
