package org.estats.bench;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.estats.Connection;
import org.estats.linux.KernelCollector;

/// What is left of the rate of a transfer: hooks attached and the connection off, then all groups
/// on at both ends, each beside the same transfer without the collector, in turn.
///
/// What else the machine does moves a slice by more than what is to be measured. So slices are
/// short, each is compared with one without the collector that was made just before or after, and
/// the median is over many such pairs. However slow the machine is, it ends by the clock.
final class Throughput implements Section {
  private static final double PERCENT = 100;
  private static final double TARGET_PING_PONG_PERCENT = 96;
  private static final double TARGET_BULK_PERCENT = 98;

  /// With fewer pairs than this a median says nothing.
  private static final int PAIRS_MIN = 3;

  /// So much of a slice is moved before it and not measured.
  private static final int WARMING = 10;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /// How the collector stands during a slice.
  private enum Collecting {
    DETACHED,
    OFF,
    ON
  }

  /// Attaching and detaching take longer than a slice, so three slices are made between them; and
  /// every other time the other way round, so that what drifts hits all alike.
  private static final List<Collecting> THERE =
      List.of(Collecting.DETACHED, Collecting.OFF, Collecting.ON);

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
      new Comparison(plan, floor.get(), traffic).run(report);
    }
  }

  /// The slices of one kind of traffic, all over the same connection.
  private static final class Comparison {
    private final Plan plan;
    private final Floor floor;
    private final Traffic traffic;
    private final List<Connection> both;
    private final Map<Collecting, Samples> nanos = new EnumMap<>(Collecting.class);
    private final long amount;

    Comparison(Plan plan, Floor floor, Traffic traffic) throws IOException {
      this.plan = plan;
      this.floor = floor;
      this.traffic = traffic;
      Floor.Ends ends = floor.pair();
      both = List.of(ends.client(), ends.server());
      KernelCollector.ensureRunning();
      KernelCollector.detachIfIdle();
      amount = amountOfSlice();
    }

    /// What is moved in about the time of a slice, by how long a part of a full transfer takes.
    private long amountOfSlice() throws IOException {
      long part = Math.max(1, traffic.amount(plan) / WARMING);
      floor.transfer(traffic, part);
      double each = floor.transfer(traffic, part).nanos() / part;
      return Math.max(1, (long) (plan.sliceMillis() * NANOS_PER_MILLI / each));
    }

    void run(Report report) throws IOException {
      long end = System.nanoTime() + plan.throughputMillis() * NANOS_PER_MILLI;
      int pairs = 0;
      while (pairs < PAIRS_MIN || (pairs < plan.slices() && System.nanoTime() - end < 0)) {
        for (Collecting collecting : pairs % 2 == 0 ? THERE : THERE.reversed()) {
          nanos.computeIfAbsent(collecting, _ -> new Samples()).add(slice(collecting));
        }
        pairs++;
      }
      Switching.off(both);
      KernelCollector.detachIfIdle();
      report(report, pairs);
    }

    private double slice(Collecting collecting) throws IOException {
      if (collecting != Collecting.DETACHED) {
        KernelCollector.ensureRunning();
      }
      if (collecting == Collecting.ON) {
        Switching.on(both, Switching.all());
      } else {
        Switching.off(both);
      }
      if (collecting == Collecting.DETACHED) {
        KernelCollector.detachIfIdle();
      }
      floor.transfer(traffic, Math.max(1, amount / WARMING));
      return floor.transfer(traffic, amount).nanos();
    }

    private void report(Report report, int pairs) {
      String label = traffic.label();
      Samples without = nanos.get(Collecting.DETACHED);
      if (traffic == Traffic.BULK) {
        Samples rate = without.map(n -> amount / n);
        report.add(Row.of(label + ": without the collector", rate, "GB/s"));
      } else {
        Samples trip = without.map(n -> n / amount / 1_000);
        report.add(Row.of(label + ": without the collector", trip, "us a trip"));
      }
      report.add(kept(label + ": rate kept, connection off", Collecting.OFF, pairs));
      Row row = kept(label + ": rate kept, all groups on", Collecting.ON, pairs);
      report.add(
          traffic == Traffic.BULK
              ? row.atLeast(TARGET_BULK_PERCENT)
              : row.atLeast(TARGET_PING_PONG_PERCENT));
    }

    private Row kept(String what, Collecting collecting, int pairs) {
      Samples percent =
          nanos.get(Collecting.DETACHED).over(nanos.get(collecting)).map(r -> r * PERCENT);
      return Row.of(what, percent, "%")
          .remark(
              "median of %d pairs, +- %s".formatted(pairs, Row.number(percent.errorOfMedian())));
    }
  }
}
