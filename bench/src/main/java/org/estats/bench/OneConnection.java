package org.estats.bench;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.estats.Connection;
import org.estats.linux.KernelCollector;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/// One Get and one Set from Java, beside the same calls from C.
final class OneConnection implements Section {
  private static final double TARGET_MICROS = 3;
  private static final double NANOS_PER_MICRO = 1_000;

  /// What is called, from Java and from C.
  private enum Call {
    GET("Get", "get", "get"),
    SET("Set, on already", "setOn", "set"),
    OFF_ON("Set off and Set on, the two", "setOffAndOn", "off-on");

    private final String label;
    private final String benchmark;
    private final String command;

    Call(String label, String benchmark, String command) {
      this.label = label;
      this.benchmark = benchmark;
      this.command = command;
    }
  }

  @Override
  public String name() {
    return "one";
  }

  @Override
  public String about() {
    return "one Get and one Set from Java, beside the same from C";
  }

  @Override
  public void measure(Plan plan, Optional<Floor> floor, Report report) throws IOException {
    KernelCollector.ensureRunning();
    Map<Call, Samples> java = series();
    Map<Call, Samples> slowest = series();
    Map<Call, Samples> kept = series();
    Map<Call, Samples> opened = series();
    for (int round = 0; round < plan.forks(); round++) {
      for (Call call : Call.values()) {
        Statistics sampled = sample(plan, call);
        java.get(call).add(sampled.getPercentile(50) / NANOS_PER_MICRO);
        slowest.get(call).add(sampled.getPercentile(99) / NANOS_PER_MICRO);
        if (floor.isPresent()) {
          kept.get(call).add(callMicros(plan, floor.get(), call, false));
          opened.get(call).add(callMicros(plan, floor.get(), call, true));
        }
      }
    }
    for (Call call : Call.values()) {
      Samples samples = java.get(call);
      String within = "99 %% within %s us".formatted(Row.number(slowest.get(call).median()));
      Row row = Row.of(call.label + ", Java", samples, "us").remark(within);
      row = call == Call.OFF_ON ? row.atMost(2 * TARGET_MICROS) : row.atMost(TARGET_MICROS);
      if (floor.isPresent()) {
        Samples least = kept.get(call);
        report.add(row.remark(within + "; " + row.beside(least, "C").beside()));
        report.add(Row.of(call.label + ", C, program kept open", least, "us"));
        report.add(Row.of(call.label + ", C, opened for each", opened.get(call), "us"));
      } else {
        report.add(row);
      }
    }
  }

  private static Map<Call, Samples> series() {
    Map<Call, Samples> series = new EnumMap<>(Call.class);
    List.of(Call.values()).forEach(call -> series.put(call, new Samples()));
    return series;
  }

  private static double callMicros(Plan plan, Floor floor, Call call, boolean eachOpened)
      throws IOException {
    Floor.Ends ends = floor.pair();
    List<Connection> client = List.of(ends.client());
    Switching.on(client, Switching.all());
    int mask = Switching.mask(Switching.all());
    floor.callNanos(call.command, eachOpened, plan.calls() / 10, mask);
    double nanos = floor.callNanos(call.command, eachOpened, plan.calls(), mask);
    Switching.off(client);
    return nanos / NANOS_PER_MICRO;
  }

  /// Samples of a benchmark in a virtual machine of its own, in nanoseconds.
  private static Statistics sample(Plan plan, Call call) throws IOException {
    TimeValue time = TimeValue.milliseconds(plan.sampleMillis());
    Options options =
        new OptionsBuilder()
            .include(ConnectionBenchmark.class.getName() + "\\." + call.benchmark + "$")
            .forks(1)
            .warmupIterations(1)
            .warmupTime(time)
            .measurementIterations(1)
            .measurementTime(time)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      RunResult result = new Runner(options).runSingle();
      return result.getPrimaryResult().getStatistics();
    } catch (RunnerException e) {
      throw new IOException("JMH could not run " + call.benchmark + ": " + e.getMessage(), e);
    }
  }
}
