package org.estats.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.estats.Connection;
import org.estats.linux.KernelCollector;

/// What is left of the rate of a transfer: hooks attached and the connection off, then all groups
/// on at both ends, each beside the same transfer without the collector, in turn.
final class Throughput implements Section {
  private static final double PERCENT = 100;
  private static final double TARGET_PING_PONG_PERCENT = 96;
  private static final double TARGET_BULK_PERCENT = 98;

  /// How the collector stands during a transfer.
  private enum Collecting {
    NOT_LOADED,
    OFF,
    ON
  }

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public String about() {
    return "the rate that request-response and bulk keep, with and without the collector";
  }

  @Override
  public void measure(Plan plan, Optional<Floor> floor, Report report) throws IOException {
    if (floor.isEmpty()) {
      report.note("throughput: left out, it needs a C compiler");
      return;
    }
    for (Traffic traffic : Traffic.values()) {
      Map<Collecting, Samples> nanos = new EnumMap<>(Collecting.class);
      List<Collecting> order = new ArrayList<>(List.of(Collecting.values()));
      for (int round = 0; round < plan.rounds(); round++) {
        Collections.rotate(order, 1); // whatever drifts is to hit each alike
        for (Collecting collecting : order) {
          double taken = transfer(plan, floor.get(), collecting, traffic);
          nanos.computeIfAbsent(collecting, _ -> new Samples()).add(taken);
        }
      }
      report(report, plan, traffic, nanos);
    }
  }

  private static double transfer(Plan plan, Floor floor, Collecting collecting, Traffic traffic)
      throws IOException {
    Floor.Ends ends = floor.pair();
    List<Connection> both = List.of(ends.client(), ends.server());
    if (collecting == Collecting.NOT_LOADED) {
      KernelCollector.unload();
    } else {
      KernelCollector.ensureRunning();
    }
    if (collecting == Collecting.ON) {
      Switching.on(both, Switching.all());
    }
    floor.transfer(traffic, traffic.amount(plan) / 10);
    double nanos = floor.transfer(traffic, traffic.amount(plan)).nanos();
    if (collecting == Collecting.ON) {
      Switching.off(both);
    }
    return nanos;
  }

  private static void report(
      Report report, Plan plan, Traffic traffic, Map<Collecting, Samples> nanos) {
    Samples without = nanos.get(Collecting.NOT_LOADED);
    long amount = traffic.amount(plan);
    String label = traffic.label();
    if (traffic == Traffic.BULK) {
      Samples rate = without.map(n -> amount / n);
      report.add(Row.of(label + ": without the collector", rate, "GB/s"));
    } else {
      Samples trip = without.map(n -> n / amount / 1_000);
      report.add(Row.of(label + ": without the collector", trip, "us a trip"));
    }
    report.add(kept(label + ": rate kept, connection off", without, nanos.get(Collecting.OFF)));
    Row on = kept(label + ": rate kept, all groups on", without, nanos.get(Collecting.ON));
    report.add(
        switch (traffic) {
          case ONE_THREAD -> on;
          case TWO_THREADS -> on.atLeast(TARGET_PING_PONG_PERCENT);
          case BULK -> on.atLeast(TARGET_BULK_PERCENT);
        });
  }

  private static Row kept(String what, Samples without, Samples with) {
    return Row.of(what, without.over(with).map(ratio -> ratio * PERCENT), "%");
  }
}
