package org.estats.server.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.diagnosis.Shares;
import org.estats.linux.LinuxSource;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.BootClock;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.server.host.Alarms;
import org.estats.server.sample.Tracked.Pace;
import org.estats.server.series.SeriesStore;
import org.estats.server.series.TotalsColumns;
import org.estats.table.TableReader;

/// Looks at every connection once a period, on a platform thread of its own: network namespaces
/// belong to threads. Two looks never overlap; one that takes too long makes the next ones late.
public final class Sampler implements AutoCloseable {

  /// Two clocks that are read within that tell of one moment.
  private static final long SAME_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long NAMESPACES_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// So many samples in a row fail for want of memory before the daemon gives up.
  private static final int EXHAUSTED_MAX = 3;

  private static final Duration ENDING = Duration.ofSeconds(10);

  private final TableReader reader;
  private final boolean isAllNamespaces;
  private final SeriesStore series;
  private final Alarms alarms;
  private final LongSupplier resets;
  private final List<Consumer<Board>> listeners;
  private final Map<Long, Tracked> tracked = new HashMap<>();
  private final Owners owners = new Owners();
  private final Thread thread = Thread.ofPlatform().name("estats-sampler").unstarted(this::run);
  private List<NetworkNamespace> namespaces = List.of();
  private long namespacesFound;
  private long tick;
  private long resetsBefore;
  private int exhausted;
  private volatile Stats stats = new Stats(0, 0, 0);
  private volatile boolean isEnding;

  /// How sampling goes.
  ///
  /// @param sampleMillis time that the last sample took
  /// @param judgeMillis of that, for verdicts
  /// @param late samples that were skipped because the one before took too long
  public record Stats(double sampleMillis, double judgeMillis, long late) {}

  /// @param resets how many connections did not end in peace so far
  /// @param listeners are given every board, on the sampler's thread
  public Sampler(
      EstatsSource source,
      boolean isAllNamespaces,
      SeriesStore series,
      Alarms alarms,
      LongSupplier resets,
      List<Consumer<Board>> listeners) {
    reader = TableReader.of(source, Census.REQUEST);
    this.isAllNamespaces = isAllNamespaces;
    this.series = series;
    this.alarms = alarms;
    this.resets = resets;
    this.listeners = List.copyOf(listeners);
  }

  /// Takes the first sample, so that there is something to show, and goes on by itself.
  ///
  /// @throws EstatsException if not even the first can be taken
  public void start() {
    take(0);
    thread.start();
  }

  /// How sampling goes.
  public Stats stats() {
    return stats;
  }

  private void run() {
    long period = TimeUnit.MILLISECONDS.toNanos(series.everyMillis());
    long late = 0;
    long due = System.nanoTime() + untilNextSlot();
    while (!isEnding) {
      long left = due - System.nanoTime();
      if (left > 0) {
        LockSupport.parkNanos(left);
        continue;
      }
      long skipped = -left / period;
      late += skipped;
      due += (1 + skipped) * period;
      sample(late);
    }
  }

  /// Samples lie in the middle of their period, so that one that is a little late is still in it.
  private long untilNextSlot() {
    long every = series.everyMillis();
    long into = Math.floorMod(System.currentTimeMillis(), every);
    return TimeUnit.MILLISECONDS.toNanos(every - into + every / 2);
  }

  private void sample(long late) {
    try {
      take(late);
      exhausted = 0;
      alarms.clear(Alarms.SAMPLING_LATE);
    } catch (OutOfMemoryError e) { // a large question may have passed, or there is no room for all
      exhausted++;
      if (exhausted == EXHAUSTED_MAX) {
        throw e;
      }
    } catch (EstatsException e) {
      alarms.raise(Alarms.SAMPLING_LATE, "no sample: " + e.getMessage(), e.remedy());
    } catch (NativeException e) {
      alarms.raise(Alarms.SAMPLING_LATE, "no sample: " + e.getMessage(), "");
    } catch (RuntimeException e) {
      alarms.raise(Alarms.SAMPLING_LATE, "no sample: " + e, "tell us, with the log");
    }
  }

  private void take(long late) {
    long begin = System.nanoTime();
    tick++;
    if (isAllNamespaces) {
      everywhere();
    } else {
      new Census(reader, series, tracked).take(tick);
    }
    sweep();
    owners.look(tracked.values());
    long judging = System.nanoTime();
    Pace pace = Pace.of(tracked.size());
    tracked.values().forEach(t -> t.judge(tick, pace));
    long judged = System.nanoTime();
    Board board = board();
    listeners.forEach(l -> l.accept(board));
    stats = new Stats(millis(System.nanoTime() - begin), millis(judged - judging), late);
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  private void everywhere() {
    long now = System.nanoTime();
    if (namespaces.isEmpty() || now - namespacesFound > NAMESPACES_NANOS) {
      namespaces = LinuxSource.namespaces().all();
      namespacesFound = now;
    }
    List<String> closed = new ArrayList<>();
    for (NetworkNamespace namespace : namespaces) {
      try {
        namespace.call(() -> {
          new Census(reader, series, tracked).take(tick);
          return null;
        });
      } catch (EstatsException e) {
        if (e.kind() != EstatsException.Kind.NOT_FOUND) {
          closed.add(namespace.toString());
        }
      }
    }
    if (closed.isEmpty()) {
      alarms.clear(Alarms.NAMESPACES_NOT_ENTERED);
    } else {
      alarms.raise(
          Alarms.NAMESPACES_NOT_ENTERED,
          "network namespaces that could not be entered: " + String.join(", ", closed),
          "run as root");
    }
  }

  /// What was not seen is gone.
  private void sweep() {
    Iterator<Tracked> all = tracked.values().iterator();
    while (all.hasNext()) {
      Tracked one = all.next();
      if (!one.wasSeen(tick)) {
        one.end();
        all.remove();
      }
    }
  }

  private Board board() {
    long before = BootClock.nanos();
    Instant now = Instant.now();
    if (BootClock.nanos() - before < SAME_NANOS) {
      series.look(now.toEpochMilli(), before);
    }
    long slot = series.slot(now.toEpochMilli());
    List<Line> lines = new ArrayList<>(tracked.size());
    Map<String, Line> byId = HashMap.newHashMap(tracked.size());
    for (Tracked one : tracked.values()) {
      one.keep(slot);
      Line line = one.line(tick);
      lines.add(line);
      byId.put(line.identity().id(), line);
    }
    Totals totals = Totals.of(lines);
    series.totals().add(slot, stored(totals, lines.size()));
    series.tidy(now.toEpochMilli());
    return new Board(tick, now, lines, byId, totals);
  }

  private long[] stored(Totals totals, int connections) {
    long now = resets.getAsLong();
    double perSecond = (now - resetsBefore) * 1e3 / series.everyMillis();
    resetsBefore = now;
    Optional<Shares> shares = totals.shares();
    return TotalsColumns.stored(
        totals.outBitsPerSecond(),
        totals.inBitsPerSecond(),
        totals.retransShare(),
        totals.rtt().p50(),
        totals.rtt().p99(),
        connections,
        shares.map(Shares::sender).orElse(Double.NaN),
        shares.map(Shares::receiver).orElse(Double.NaN),
        shares.map(Shares::network).orElse(Double.NaN),
        perSecond);
  }

  /// Ends sampling, and waits for a look that is under way.
  @Override
  public void close() {
    isEnding = true;
    LockSupport.unpark(thread);
    try {
      if (thread.join(ENDING)) {
        reader.close(); // not under a look that hangs: its memory would go
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
