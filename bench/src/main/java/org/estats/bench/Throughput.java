package org.estats.bench;

import java.io.IOException;
import java.util.List;
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
    DETACHED,
    OFF,
    ON
  }

  /// One end of the time that a slice takes is whatever else this machine does: so slices are
  /// short, each stands beside one without the collector that was made just before or after it, and
  /// the median is over many such pairs.
  private static final int SLICES_OF_A_TRANSFER = 4;

  /// Before each slice so much of it is moved and not measured.
  private static final int WARMING = 10;

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
    KernelCollector.ensureRunning();
    for (Traffic traffic : Traffic.values()) {
      Floor.Ends ends = floor.get().pair();
      List<Connection> both = List.of(ends.client(), ends.server());
      floor.get().transfer(traffic, traffic.amount(plan) / SLICES_OF_A_TRANSFER);
      Pairs off = new Pairs();
      Pairs on = new Pairs();
      for (int i = 0; i < plan.slices(); i++) {
        boolean isFirst = i % 2 == 0; // what drifts, and what follows on what, is to hit both alike
        off.add(plan, floor.get(), traffic, both, Collecting.OFF, isFirst);
        on.add(plan, floor.get(), traffic, both, Collecting.ON, isFirst);
      }
      report(report, plan, traffic, off, on);
    }
  }

  /// Slices with the collector and without, in pairs.
  private static final class Pairs {
    private final Samples with = new Samples();
    private final Samples without = new Samples();

    void add(
        Plan plan,
        Floor floor,
        Traffic traffic,
        List<Connection> both,
        Collecting collecting,
        boolean isFirst)
        throws IOException {
      if (isFirst) {
        with.add(slice(plan, floor, traffic, both, collecting));
        without.add(slice(plan, floor, traffic, both, Collecting.DETACHED));
      } else {
        without.add(slice(plan, floor, traffic, both, Collecting.DETACHED));
        with.add(slice(plan, floor, traffic, both, collecting));
      }
    }
  }

  private static double slice(
      Plan plan, Floor floor, Traffic traffic, List<Connection> both, Collecting collecting)
      throws IOException {
    if (collecting != Collecting.DETACHED) {
      KernelCollector.ensureRunning();
    }
    if (collecting == Collecting.ON) {
      Switching.on(both, Switching.all());
    }
    long amount = traffic.amount(plan) / SLICES_OF_A_TRANSFER;
    floor.transfer(traffic, amount / WARMING);
    double nanos = floor.transfer(traffic, amount).nanos();
    if (collecting == Collecting.ON) {
      Switching.off(both);
    }
    KernelCollector.detachIfIdle();
    return nanos;
  }

  private static void report(Report report, Plan plan, Traffic traffic, Pairs off, Pairs on) {
    long amount = traffic.amount(plan) / SLICES_OF_A_TRANSFER;
    String label = traffic.label();
    if (traffic == Traffic.BULK) {
      Samples rate = on.without.map(n -> amount / n);
      report.add(Row.of(label + ": without the collector", rate, "GB/s"));
    } else {
      Samples trip = on.without.map(n -> n / amount / 1_000);
      report.add(Row.of(label + ": without the collector", trip, "us a trip"));
    }
    report.add(kept(label + ": rate kept, connection off", off));
    Row row = kept(label + ": rate kept, all groups on", on);
    report.add(
        traffic == Traffic.BULK
            ? row.atLeast(TARGET_BULK_PERCENT)
            : row.atLeast(TARGET_PING_PONG_PERCENT));
  }

  private static Row kept(String what, Pairs pairs) {
    Samples percent = pairs.without.over(pairs.with).map(ratio -> ratio * PERCENT);
    return Row.of(what, percent, "%")
        .remark("median of pairs, +- " + Row.number(percent.errorOfMedian()));
  }
}
