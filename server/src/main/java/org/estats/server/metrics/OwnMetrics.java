package org.estats.server.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.estats.linux.KernelCollector;
import org.estats.linux.collector.Hook;
import org.estats.server.history.History;
import org.estats.server.host.Alarms;
import org.estats.server.host.OwnCost;
import org.estats.server.sample.EndedLog;
import org.estats.server.sample.Sampler;
import org.estats.server.series.SeriesStore;

/// What the daemon tells of itself: what it costs, and what it has missed.
///
/// @param version its version
/// @param sampler who looks; asked for late, because it is made after this
/// @param ended what has ended
/// @param series what it keeps in memory
/// @param history what it keeps on disk
/// @param alarms what does not work
public record OwnMetrics(
    String version,
    Supplier<Sampler> sampler,
    EndedLog ended,
    SeriesStore series,
    Optional<History> history,
    Alarms alarms) {

  void add(MetricSnapshots.Builder all) {
    all.metricSnapshot(
        InfoSnapshot.builder()
            .name("estats_build")
            .help("This version.")
            .dataPoint(
                InfoSnapshot.InfoDataPointSnapshot.builder()
                    .labels(Labels.of("version", version))
                    .build())
            .build());
    counter(all, "process_cpu_seconds", "Processor time of the daemon.", OwnCost.cpuNanos() / 1e9);
    gauge(all, "process_resident_memory_bytes", "Memory it holds.", OwnCost.residentBytes());
    Sampler.Stats stats = sampler.get().stats();
    gauge(all, "estats_sample_duration_seconds", "The last sample.", stats.sampleMillis() / 1e3);
    counter(
        all,
        "estats_samples_skipped",
        "Samples that were skipped because the one before took too long.",
        stats.late());
    gauge(all, "estats_series_bytes", "Memory of the series.", series.bytes());
    counter(
        all,
        "estats_closed_missed",
        "Final records that were overwritten before they were read.",
        ended.missed());
    gauge(all, "estats_alarms", "What does not work at the moment.", alarms.standing().size());
    history.ifPresent(h -> history(all, h.state()));
    hooks(all);
  }

  private static void history(MetricSnapshots.Builder all, History.State state) {
    gauge(
        all,
        "estats_history_recording",
        "Whether the history is written: 1 or 0.",
        state.isRecording() ? 1 : 0);
    gauge(all, "estats_history_bytes", "The history on disk.", state.bytes().orElse(0));
    gauge(
        all,
        "estats_history_batch_duration_seconds",
        "The last batch written.",
        state.batchMillis() / 1e3);
  }

  private static void hooks(MetricSnapshots.Builder all) {
    List<Hook> hooks = KernelCollector.status().hooks();
    CounterSnapshot.Builder skipped =
        CounterSnapshot.builder()
            .name("estats_hook_skipped")
            .help("How often the kernel did not run a hook because it was running already.");
    GaugeSnapshot.Builder attached =
        GaugeSnapshot.builder()
            .name("estats_hook_attached")
            .help("Whether a hook of the collector is attached: 1 or 0.");
    for (Hook hook : hooks) {
      Labels labels = Labels.of("hook", hook.name());
      hook.skipped()
          .ifPresent(n ->
              skipped.dataPoint(
                  CounterSnapshot.CounterDataPointSnapshot.builder()
                      .value(n)
                      .labels(labels)
                      .build()));
      attached.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .value(hook.isAttached() ? 1 : 0)
              .labels(labels)
              .build());
    }
    all.metricSnapshot(skipped.build());
    all.metricSnapshot(attached.build());
  }

  private static void counter(MetricSnapshots.Builder all, String name, String help, double value) {
    all.metricSnapshot(
        CounterSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(value).build())
            .build());
  }

  private static void gauge(MetricSnapshots.Builder all, String name, String help, double value) {
    all.metricSnapshot(
        GaugeSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
            .build());
  }
}
