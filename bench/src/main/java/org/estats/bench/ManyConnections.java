package org.estats.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.estats.Connection;
import org.estats.Estats;
import org.estats.EstatsSource;
import org.estats.Snapshot;

/// Many connections read at once from Java, beside a C program that reads the same iterators, and
/// beside `ss`.
final class ManyConnections implements Section {
  private static final double TARGET_TIMES_C = 3;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int FEW = 100;

  /// The iterators, as they are pinned.
  private static final String ALL = "all";

  private static final String ON = "on";

  @Override
  public String name() {
    return "many";
  }

  @Override
  public String about() {
    return "reading 10,000 connections from Java, beside C and ss";
  }

  @Override
  public void measure(Plan plan, Optional<Floor> floor, Report report) throws IOException {
    try (LoopbackPairs pairs = LoopbackPairs.open(plan.pairs())) {
      List<Connection> connections = pairs.connections();
      Switching.on(connections, Switching.all());
      Rounds all = new Rounds(floor, connections.size());
      all.run(plan, true);
      all.report(report, "all on", true);
      Switching.off(connections.subList(FEW, connections.size()));
      Rounds few = new Rounds(floor, FEW);
      few.run(plan, false);
      few.report(report, "%d of %d on".formatted(FEW, connections.size()), false);
      Switching.off(connections.subList(0, FEW));
    }
  }

  /// The rounds with one number of connections switched on.
  private static final class Rounds {
    private final EstatsSource source = Estats.system();
    private final Optional<Floor> floor;
    private final int expectedOn;

    private final Samples javaAll = new Samples();
    private final Samples javaOn = new Samples();
    private final Samples cAll = new Samples();
    private final Samples cOn = new Samples();
    private final Samples ss = new Samples();

    /// Keeps the compiler from leaving out what nobody looks at.
    private long seen;

    Rounds(Optional<Floor> floor, int expectedOn) {
      this.floor = floor;
      this.expectedOn = expectedOn;
    }

    void run(Plan plan, boolean withSs) throws IOException {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(plan.warmMillis());
      do {
        read(false);
        read(true);
      } while (System.nanoTime() < end);
      for (int round = 0; round < plan.rounds(); round++) {
        add(javaAll, read(false));
        add(javaOn, expect(read(true)));
        if (floor.isPresent()) {
          add(cAll, floor.get().read(ALL));
          add(cOn, expect(floor.get().read(ON)));
          if (withSs) {
            ss.add(floor.get().commandNanos("ss -tin") / NANOS_PER_MILLI);
          }
        }
      }
    }

    private static void add(Samples samples, Reading reading) {
      samples.add(reading.nanos() / NANOS_PER_MILLI);
    }

    private Reading read(boolean onlyOn) {
      int[] count = new int[1];
      long began = System.nanoTime();
      source.forEach(onlyOn, snapshot -> look(snapshot, count));
      return new Reading(count[0], System.nanoTime() - began);
    }

    private void look(Snapshot snapshot, int[] count) {
      seen += snapshot.connection().cookie();
      count[0]++;
    }

    private Reading expect(Reading reading) {
      if (reading.records() != expectedOn) {
        throw new IllegalStateException(
            "%d of %d connections were read".formatted(reading.records(), expectedOn));
      }
      return reading;
    }

    void report(Report report, String which, boolean hasTarget) {
      add(report, "read all, " + which, javaAll, cAll, hasTarget);
      add(report, "read those on, " + which, javaOn, cOn, hasTarget);
      if (!ss.isEmpty()) {
        report.add(Row.of("ss -tin, " + which, ss, "ms").remark("text, no extended statistics"));
      }
    }

    private void add(Report report, String what, Samples java, Samples c, boolean hasTarget) {
      Row row = Row.of(what + ", Java", java, "ms");
      if (floor.isEmpty()) {
        report.add(row);
        return;
      }
      row = row.beside(c, "C");
      report.add(hasTarget ? row.atMostTimes(TARGET_TIMES_C, c) : row);
      report.add(Row.of(what + ", C", c, "ms"));
    }
  }
}
