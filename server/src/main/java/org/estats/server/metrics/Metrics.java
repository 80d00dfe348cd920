package org.estats.server.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.estats.Ending;
import org.estats.catalogue.Member;
import org.estats.diagnosis.Diagnosis;
import org.estats.server.config.Configuration;
import org.estats.server.sample.Board;
import org.estats.server.sample.Ended;
import org.estats.server.sample.Fold;
import org.estats.server.sample.Line;
import org.estats.server.sample.Severities;
import org.estats.server.series.Step;

/// Adds up what connections do, tick by tick, so that sums only rise whichever connections end, and
/// tells it when it is asked.
public final class Metrics implements MultiCollector {

  private static final String PREFIX = "estats_";

  private final Configuration.Metrics settings;
  private final OwnMetrics own;
  private final List<Sums> byGroup;
  private final GroupKeys keys;
  private final double[] sums = new double[Step.COUNTERS.size()];
  private final Map<Ending, Long> endings = new EnumMap<>(Ending.class);
  private final Distribution rtt =
      new Distribution(
          PREFIX + "rtt_seconds",
          "Smoothed round-trip time of connections that sent data, each once a sample.",
          0.0001,
          0.0005,
          0.001,
          0.005,
          0.01,
          0.025,
          0.05,
          0.1,
          0.25,
          0.5,
          1,
          2.5);
  private final Distribution retransmission =
      new Distribution(
          PREFIX + "retransmission_ratio",
          "Bytes sent again of bytes sent, of connections that sent data, each once a sample.",
          0,
          0.0001,
          0.001,
          0.005,
          0.01,
          0.02,
          0.05,
          0.1,
          0.2,
          0.5);
  private Board board;

  /// @param own what the daemon tells of itself
  public Metrics(Configuration.Metrics settings, OwnMetrics own) {
    this.settings = settings;
    this.own = own;
    keys = new GroupKeys(new Fold.Bits(settings.remoteBits4(), settings.remoteBits6()));
    byGroup =
        settings.groupsMax() == 0
            ? List.of()
            : List.of(Fold.PROCESS, Fold.PORT, Fold.REMOTE).stream()
                .map(f -> new Sums(f, settings.groupsMax()))
                .toList();
    for (Ending ending : Ending.values()) {
      endings.put(ending, 0L);
    }
  }

  /// Takes a board.
  public synchronized void add(Board next) {
    board = next;
    byGroup.forEach(Sums::begin);
    for (Line line : next.lines()) {
      line.step().ifPresent(step -> add(line, step, next.tick()));
    }
  }

  private void add(Line line, Step step, long tick) {
    for (int i = 0; i < sums.length; i++) {
      double difference = step.difference(i);
      sums[i] += Double.isNaN(difference) ? 0 : difference;
    }
    for (Sums group : byGroup) {
      group.add(keys.of(group.fold(), line), step, tick);
    }
    if (line.rates().outBitsPerSecond() > 0) {
      observe(line);
    }
  }

  private void observe(Line line) {
    double micros = line.rttMicros();
    if (!Double.isNaN(micros)) {
      rtt.observe(micros * 1e-6);
    }
    double again = line.rates().retransBitsPerSecond();
    if (!Double.isNaN(again)) {
      retransmission.observe(Math.min(1, again / line.rates().outBitsPerSecond()));
    }
  }

  /// Takes connections that have ended.
  public synchronized void ended(List<Ended> ended) {
    ended.forEach(e -> endings.merge(e.last().how(), 1L, Long::sum));
  }

  @Override
  public synchronized MetricSnapshots collect() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    for (int i = 0; i < sums.length; i++) {
      Member member = Step.COUNTERS.get(i);
      all.metricSnapshot(
          CounterSnapshot.builder()
              .name(PREFIX + MetricName.of(member))
              .help(help(member) + " Of all connections, as far as it is collected.")
              .dataPoint(point(sums[i], Labels.EMPTY))
              .build());
    }
    byGroup.forEach(g -> groups(all, g));
    connections(all);
    outliers(all);
    all.metricSnapshot(rtt.snapshot());
    all.metricSnapshot(retransmission.snapshot());
    CounterSnapshot.Builder closed =
        CounterSnapshot.builder()
            .name(PREFIX + "closed")
            .help("Connections that have ended, by how they ended.");
    endings.forEach((how, n) -> closed.dataPoint(point(n, Labels.of("how", how.toString()))));
    all.metricSnapshot(closed.build());
    own.add(all);
    return all.build();
  }

  private static String help(Member member) {
    String text = member.qualifiedName() + ": " + member.definition();
    return text.replaceAll("\\s+", " ");
  }

  private static CounterSnapshot.CounterDataPointSnapshot point(double value, Labels labels) {
    return CounterSnapshot.CounterDataPointSnapshot.builder().value(value).labels(labels).build();
  }

  private static GaugeSnapshot.GaugeDataPointSnapshot gauge(double value, Labels labels) {
    return GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
  }

  private static void groups(MetricSnapshots.Builder all, Sums sums) {
    String kind = sums.fold().text();
    for (int i = 0; i < Sums.MEMBERS.size(); i++) {
      Member member = Sums.MEMBERS.get(i);
      CounterSnapshot.Builder counter =
          CounterSnapshot.builder()
              .name(PREFIX + kind + "_" + MetricName.of(member))
              .help(member.qualifiedName() + " by " + kind + ".");
      int m = i;
      sums.groups().forEach((key, g) -> counter.dataPoint(point(g.sum(m), Labels.of(kind, key))));
      all.metricSnapshot(counter.build());
    }
    GaugeSnapshot.Builder connections =
        GaugeSnapshot.builder()
            .name(PREFIX + kind + "_connections")
            .help("Connections by " + kind + ".");
    sums.groups()
        .forEach((key, g) -> connections.dataPoint(gauge(g.connections(), Labels.of(kind, key))));
    all.metricSnapshot(connections.build());
  }

  private void connections(MetricSnapshots.Builder all) {
    GaugeSnapshot.Builder states =
        GaugeSnapshot.builder().name(PREFIX + "connections").help("Connections by state.");
    GaugeSnapshot.Builder verdicts =
        GaugeSnapshot.builder()
            .name(PREFIX + "verdict_connections")
            .help("Connections by verdict and nature.");
    GaugeSnapshot.Builder shares =
        GaugeSnapshot.builder()
            .name(PREFIX + "limited_ratio")
            .help("Part of the time for which senders were limited, by whom.");
    if (board != null) {
      board
          .totals()
          .states()
          .forEach((s, n) -> states.dataPoint(gauge(n, Labels.of("state", s.toString()))));
      board
          .totals()
          .natures()
          .forEach((nature, n) ->
              verdicts.dataPoint(
                  gauge(
                      n, Labels.of("verdict", nature.verdict().text(), "nature", nature.text()))));
      board
          .totals()
          .shares()
          .ifPresent(s -> {
            shares.dataPoint(gauge(s.sender(), Labels.of("by", "sender")));
            shares.dataPoint(gauge(s.receiver(), Labels.of("by", "receiver")));
            shares.dataPoint(gauge(s.network(), Labels.of("by", "network")));
          });
    }
    all.metricSnapshot(states.build());
    all.metricSnapshot(verdicts.build());
    all.metricSnapshot(shares.build());
  }

  private void outliers(MetricSnapshots.Builder all) {
    GaugeSnapshot.Builder outliers =
        GaugeSnapshot.builder()
            .name(PREFIX + "outlier_confidence_ratio")
            .help("The connections that are worst off, by rank, and how sure the verdict is.");
    List<Line> worst =
        board == null ? List.of() : Severities.limited(board.lines(), settings.top());
    Map<Integer, Line> ranked = new TreeMap<>();
    worst.forEach(l -> ranked.put(ranked.size() + 1, l));
    ranked.forEach((rank, line) -> {
      Optional<Diagnosis> diagnosis = line.diagnosis();
      outliers.dataPoint(
          gauge(
              diagnosis.map(Diagnosis::confidence).orElse(0.0),
              Labels.of(
                  "rank", Integer.toString(rank),
                  "connection", line.identity().text(),
                  "process", line.owner().map(o -> o.name()).orElse(""),
                  "nature", diagnosis.map(d -> d.nature().text()).orElse(""))));
    });
    all.metricSnapshot(outliers.build());
  }
}
