package org.estats.lab.ground;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.estats.lab.Lab;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.collector.Hook;

/// Plays one draw: builds the path, lets the applications talk, and takes readings of it.
final class Play {

  private static final int PROBE_BYTES = 100;
  private static final Duration BETWEEN_PROBES = Duration.ofMillis(20);

  /// Other connections that share the path are there first.
  private static final Duration OTHERS_FIRST = Duration.ofMillis(1_000);

  private static final long POLL_MILLIS = 2;
  private static final Set<Switch> ALL = EnumSet.allOf(Switch.class);

  private final Draw draw;
  private final EstatsSource source;
  private final Lab lab;
  private final Stand stand;
  private final List<Talk> judged = new ArrayList<>();
  private final List<Talk> others = new ArrayList<>();
  private final List<List<Snapshot>> readings = new ArrayList<>();
  private final List<List<Snapshot>> plain = new ArrayList<>();
  private final List<List<Snapshot>> received = new ArrayList<>();

  private Play(Draw draw, EstatsSource source, Stand stand) {
    this.draw = draw;
    this.source = source;
    this.stand = stand;
    this.lab = stand.lab();
  }

  /// Plays it.
  static Observation of(Draw draw, EstatsSource source) throws IOException, InterruptedException {
    try (Stand stand = Stand.build(draw)) {
      Play play = new Play(draw, source, stand);
      try {
        return play.run();
      } finally {
        play.close();
      }
    }
  }

  private Observation run() throws IOException, InterruptedException {
    long skipped = hooksSkipped();
    for (int i = 0; i < draw.count(Setting.OTHERS); i++) {
      Talk other = Talk.beside(lab, draw);
      others.add(other);
      other.bulk();
    }
    if (!others.isEmpty()) {
      Thread.sleep(OTHERS_FIRST);
    }
    boolean isProbed = draw.word(Setting.MEASURE).equals("probe");
    for (int i = 0; i < draw.count(Setting.CONNECTIONS); i++) {
      judged.add(Talk.open(lab, draw));
      readings.add(new ArrayList<>());
      plain.add(new ArrayList<>());
      received.add(new ArrayList<>());
    }
    for (Talk talk : judged) {
      source.set(talk.connection(), ALL, Set.of());
      source.set(talk.farEnd(), ALL, Set.of());
    }
    Talk probe = isProbed ? Talk.beside(lab, draw) : null;
    if (isProbed) {
      others.add(probe);
      probe.requests(PROBE_BYTES, 1, PROBE_BYTES, BETWEEN_PROBES);
    }
    double progress = watch(isProbed ? List.of(probe) : judged);
    return new Observation(
        progress,
        readings,
        plain,
        received,
        stand.lateShare(),
        stand.latestNanos(),
        hooksSkipped() - skipped);
  }

  /// Takes readings until the end; returns what was got done a second.
  private double watch(List<Talk> measured) throws InterruptedException {
    long from = System.nanoTime() + draw.nanos(Setting.FROM);
    if (!draw.has(Setting.FROM)) {
      read(); // before the first byte
    }
    stand.begin();
    judged.forEach(talk -> talk.begin(draw));
    if (draw.has(Setting.FROM)) {
      sleepUntil(from, Long.MAX_VALUE);
      read();
    }
    long before = done(measured);
    long bytes = Math.round(draw.number(Setting.BYTES));
    long enough = bytes == 0 ? Long.MAX_VALUE : bytes;
    long end = from + draw.nanos(Setting.FOR);
    for (long next = from; next < end && !isDone(enough); ) {
      next = Math.min(next + draw.nanos(Setting.READ_EVERY), end);
      sleepUntil(next, enough);
      read();
    }
    return (done(measured) - before) * 1e9 / (System.nanoTime() - from);
  }

  private void sleepUntil(long nanos, long enoughBytes) throws InterruptedException {
    while (System.nanoTime() - nanos < 0 && !isDone(enoughBytes)) {
      lab.link().requireRunning();
      long left = (nanos - System.nanoTime()) / 1_000_000;
      Thread.sleep(enoughBytes == Long.MAX_VALUE ? Math.clamp(left, 0, 200) : POLL_MILLIS);
    }
  }

  private boolean isDone(long enoughBytes) {
    return judged.getFirst().readBytes() >= enoughBytes;
  }

  private static long done(List<Talk> measured) {
    return measured.stream().mapToLong(Talk::progress).sum();
  }

  private void read() {
    for (int i = 0; i < judged.size(); i++) {
      var connection = judged.get(i).connection();
      var farEnd = judged.get(i).farEnd();
      try {
        readings.get(i).add(lab.client().call(() -> source.get(connection)));
        plain.get(i).add(lab.client().call(() -> LinuxSource.fromTcpInfo(connection)));
        received.get(i).add(lab.server().call(() -> source.get(farEnd)));
      } catch (EstatsException e) {
        if (e.kind() != EstatsException.Kind.NOT_FOUND) {
          throw e; // a connection that has died can be read no more
        }
      }
    }
  }

  private static long hooksSkipped() {
    return KernelCollector.status().hooks().stream()
        .map(Hook::skipped)
        .mapToLong(skipped -> skipped.orElse(0L))
        .sum();
  }

  private void close() throws IOException {
    for (Talk talk : judged) {
      switchOff(talk.connection());
      switchOff(talk.farEnd());
    }
    for (Talk talk : judged) {
      talk.close();
    }
    for (Talk talk : others) {
      talk.close();
    }
  }

  private void switchOff(Connection connection) {
    try {
      source.set(connection, Set.of(), ALL);
    } catch (EstatsException e) {
      if (e.kind() != EstatsException.Kind.NOT_FOUND) {
        throw e; // a connection that has died needs no switching off
      }
    }
  }
}
