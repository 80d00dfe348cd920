package org.estats.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.estats.Connection;
import org.estats.Estats;
import org.estats.EstatsSource;
import org.estats.Switched;
import org.estats.TcpState;
import org.estats.catalogue.Group;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.Switch;
import org.estats.filter.Filter;
import org.estats.linux.KernelCollector;
import org.estats.table.Changes;
import org.estats.table.Ranking;
import org.estats.table.Scope;
import org.estats.table.SnapshotTable;
import org.estats.table.TableReader;
import org.estats.table.TableRequest;

/// A crowd of established connections, held by processes of their own: reading all, choosing among
/// them, listing and switching them, beside C and `ss`, at several sizes.
final class Crowd implements Section {
  private static final double TARGET_TIMES_C = 1.5;
  private static final double TARGET_MICROS = 1.3;
  private static final double TARGET_GROWTH = 1.3;
  private static final double NANOS_PER_MICRO = 1_000;
  private static final double NANOS_PER_MILLI = 1_000_000;
  private static final int TOP = 20;
  private static final Filter MET_BY_NONE = Filter.parse("rport=1");
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private final EstatsSource source = Estats.system();

  @Override
  public String name() {
    return "crowd";
  }

  @Override
  public String about() {
    return "reading and switching crowds of connections, beside C and ss";
  }

  @Override
  public void measure(Plan plan, Optional<Floor> floor, Report report) throws IOException {
    if (floor.isEmpty()) {
      report.note("crowd: left out, it needs a C compiler");
      return;
    }
    KernelCollector.ensureRunning();
    List<Samples> each = new ArrayList<>();
    for (int size : plan.crowds()) {
      floor.get().crowd(size / 2);
      try {
        each.add(new Rounds(size, floor.get()).measure(plan, report));
      } finally {
        floor.get().crowd(0);
      }
    }
    Samples growth = each.getLast().over(each.getFirst());
    String what =
        "a connection, read among %,d over among %,d"
            .formatted(plan.crowds().getLast(), plan.crowds().getFirst());
    report.add(Row.of(what, growth, "x").atMost(TARGET_GROWTH));
  }

  /// The rounds of one size.
  private final class Rounds {
    private final int size;
    private final Floor floor;
    private final int mask = Switching.mask(Switching.all());

    private final Samples java = new Samples();
    private final Samples c = new Samples();
    private final Samples choosing = new Samples();
    private final Samples identity = new Samples();
    private final Samples filtered = new Samples();
    private final Samples javaOn = new Samples();
    private final Samples cOn = new Samples();
    private final Samples ss = new Samples();

    Rounds(int size, Floor floor) {
      this.size = size;
      this.floor = floor;
    }

    /// @return what a connection costs, in microseconds
    Samples measure(Plan plan, Report report) throws IOException {
      List<Connection> connections = connections();
      warm(plan, connections);
      for (int round = 0; round < plan.rounds(); round++) {
        cOn.add(floor.setAllNanos(true, mask) / NANOS_PER_MILLI);
        floor.setAllNanos(false, mask);
        javaOn.add(switchOn(connections));
        read(true);
        commands();
        source.set(connections, NONE, Switching.all());
      }
      return report(report);
    }

    private List<Connection> connections() {
      TableRequest ends = TableRequest.of(Scope.STATISTICS).withGroups(EnumSet.noneOf(Group.class));
      List<Connection> connections = new ArrayList<>();
      try (TableReader reader = TableReader.of(source, ends);
          SnapshotTable table = reader.read()) {
        for (int row = 0; row < table.size(); row++) {
          if (table.state(row) == TcpState.ESTABLISHED) {
            connections.add(table.connection(row));
          }
        }
      }
      if (connections.size() < size) {
        throw new IllegalStateException(connections.size() + " of " + size + " are established");
      }
      return connections;
    }

    private void warm(Plan plan, List<Connection> connections) throws IOException {
      long end = System.nanoTime() + (long) (plan.warmMillis() * NANOS_PER_MILLI);
      do {
        switchOn(connections);
        read(false);
        source.set(connections, NONE, Switching.all());
      } while (System.nanoTime() < end);
    }

    private double switchOn(List<Connection> connections) {
      long began = System.nanoTime();
      Switched done = source.set(connections, Switching.all(), NONE);
      double millis = (System.nanoTime() - began) / NANOS_PER_MILLI;
      if (done.changed() != connections.size()) {
        throw new IllegalStateException(done.changed() + " were switched on");
      }
      return millis;
    }

    /// Two tables as a full-screen view reads them, and the worst of all by a rate.
    private void read(boolean isKept) throws IOException {
      try (TableReader reader = TableReader.of(source, TableRequest.of(Scope.STATISTICS));
          TableReader ends =
              TableReader.of(
                  source,
                  TableRequest.of(Scope.STATISTICS).withGroups(EnumSet.noneOf(Group.class)));
          TableReader few =
              TableReader.of(source, TableRequest.of(Scope.STATISTICS).withFilter(MET_BY_NONE));
          SnapshotTable before = reader.read()) {
        reader.read().close(); // memory that has been touched, as in every later reading
        double cMicros = floor.read("all").nanos() / NANOS_PER_MICRO / size;
        long began = System.nanoTime();
        try (SnapshotTable now = reader.read()) {
          double micros = (System.nanoTime() - began) / NANOS_PER_MICRO / now.size();
          double chosen = choose(before, now);
          began = System.nanoTime();
          ends.read().close();
          double endsMicros = (System.nanoTime() - began) / NANOS_PER_MICRO / size;
          began = System.nanoTime();
          few.read().close();
          double filteredMicros = (System.nanoTime() - began) / NANOS_PER_MICRO / size;
          if (isKept) {
            c.add(cMicros);
            java.add(micros);
            choosing.add(chosen);
            identity.add(endsMicros);
            filtered.add(filteredMicros);
          }
        }
      }
    }

    private double choose(SnapshotTable before, SnapshotTable now) {
      long began = System.nanoTime();
      Changes changes = new Changes(before, now);
      int[] worst =
          Ranking.greatest(
              now.size(), TOP, row -> true, row -> changes.rate(row, PathMember.PKTS_RETRANS));
      double micros = (System.nanoTime() - began) / NANOS_PER_MICRO / now.size();
      if (worst.length != TOP) {
        throw new IllegalStateException(worst.length + " were compared");
      }
      return micros;
    }

    private void commands() throws IOException {
      ss.add(floor.commandNanos("ss -tin") / NANOS_PER_MILLI);
    }

    private Samples report(Report report) {
      String among = "%,d: ".formatted(size);
      report.add(
          Row.of(among + "all read into a table, Java, each", java, "us")
              .beside(c, "C")
              .atMostTimes(TARGET_TIMES_C, c));
      report.add(
          Row.of(among + "all read into a table, Java, each", java, "us").atMost(TARGET_MICROS));
      report.add(Row.of(among + "all read, C, each", c, "us"));
      report.add(Row.of(among + "identity alone, Java, each", identity, "us").beside(java, "all"));
      report.add(
          Row.of(among + "for a filter that none meets, each", filtered, "us").beside(java, "all"));
      report.add(
          Row.of(among + "top %d by a rate, each".formatted(TOP), choosing, "us")
              .beside(java, "reading"));
      report.add(
          Row.of(among + "all switched on, Java", javaOn, "ms")
              .beside(cOn, "C")
              .atMostTimes(TARGET_TIMES_C, cOn));
      report.add(Row.of(among + "all switched on, C", cOn, "ms"));
      report.add(Row.of(among + "ss -tin", ss, "ms").beside(c.map(m -> m * size / 1_000), "C"));
      return java;
    }
  }
}
