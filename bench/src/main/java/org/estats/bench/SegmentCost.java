package org.estats.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.estats.Connection;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;

/// What the collector takes of each received segment: the kernel's run-time statistics of the hook
/// programs, minus those of an empty program on the same hook in the same run.
final class SegmentCost implements Section {
  private static final double TARGET_OFF_NANOS = 5;
  private static final double TARGET_ALL_NANOS = 150;
  private static final String NANOS = "ns";

  /// How often a transfer is made again that somebody else's traffic got into.
  private static final int TRIES = 5;

  @Override
  public String name() {
    return "segment";
  }

  @Override
  public String about() {
    return "what the collector takes of each received segment";
  }

  /// What is switched on at both ends.
  private record Setting(String label, Set<Switch> switches) {
    static List<Setting> all() {
      List<Setting> settings = new ArrayList<>();
      settings.add(new Setting("off", EnumSet.noneOf(Switch.class)));
      for (Switch s : Switching.all()) {
        settings.add(new Setting(s.switchName(), EnumSet.of(s)));
      }
      settings.add(new Setting("all groups", Switching.all()));
      return settings;
    }
  }

  /// The rounds of one kind of traffic.
  private static final class Rounds {
    private final List<Samples> probe = new ArrayList<>();
    private final List<Samples> everyHook = new ArrayList<>();
    private final Samples empty = new Samples();
    private long runs;
    private long missed;

    Rounds(int settings) {
      for (int i = 0; i < settings; i++) {
        probe.add(new Samples());
        everyHook.add(new Samples());
      }
    }

    void add(int setting, Transfer transfer) {
      missed += transfer.missed();
      runs += (long) transfer.probe().count();
      probe.get(setting).add(transfer.probeNet());
      everyHook.get(setting).add(transfer.allNet());
      empty.add(transfer.empty().mean());
    }

    void report(Report report, Traffic traffic, List<Setting> settings) {
      for (int i = 0; i < settings.size(); i++) {
        Setting setting = settings.get(i);
        Row row = Row.of(traffic.label() + ": " + setting.label(), probe.get(i), NANOS);
        row = row.remark("every hook: %s ns".formatted(Row.number(everyHook.get(i).median())));
        if (setting.switches().isEmpty()) {
          row = row.atMost(TARGET_OFF_NANOS);
        } else if (setting.switches().equals(Switching.all())) {
          row = row.atMost(TARGET_ALL_NANOS);
        }
        report.add(row);
      }
      report.add(
          Row.of(traffic.label() + ": an empty program", empty, NANOS).remark("taken off above"));
    }

    /// A hook that interrupts itself on one processor is left out; then counts are too low.
    void reportMissed(Report report, Traffic traffic) {
      if (missed > 0) {
        report.note(
            "segment: in %s the kernel left out %d of %d runs of the hooks"
                .formatted(traffic.label(), missed, runs + missed));
      }
    }
  }

  @Override
  public void measure(Plan plan, Optional<Floor> floor, Report report) throws IOException {
    if (floor.isEmpty()) {
      report.note("segment: left out, it needs a C compiler");
      return;
    }
    KernelCollector.ensureRunning();
    floor.get().watch(true);
    List<Setting> settings = Setting.all();
    Map<Traffic, Rounds> found = new EnumMap<>(Traffic.class);
    for (int round = 0; round < plan.rounds(); round++) {
      for (int i = 0; i < settings.size(); i++) {
        for (Traffic traffic : Traffic.values()) {
          Transfer transfer = transfer(plan, floor.get(), settings.get(i), traffic, report);
          found.computeIfAbsent(traffic, _ -> new Rounds(settings.size())).add(i, transfer);
        }
      }
    }
    floor.get().watch(false);
    found.forEach((traffic, rounds) -> rounds.report(report, traffic, settings));
    found.forEach((traffic, rounds) -> rounds.reportMissed(report, traffic));
  }

  private static Transfer transfer(
      Plan plan, Floor floor, Setting setting, Traffic traffic, Report report) throws IOException {
    Floor.Ends ends = floor.pair();
    List<Connection> both = List.of(ends.client(), ends.server());
    Switching.on(both, setting.switches());
    long amount = traffic.amount(plan);
    floor.transfer(traffic, amount / 10);
    Transfer transfer;
    int tries = 0;
    do {
      transfer = floor.transfer(traffic, amount);
    } while (transfer.isDisturbed() && ++tries < TRIES);
    if (transfer.isDisturbed()) {
      report.note("segment: other traffic of this machine is in some of the figures");
    }
    Switching.off(both);
    return transfer;
  }
}
