package org.estats.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.estats.Ending;
import org.estats.OwnConnection;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.RecMember;
import org.estats.catalogue.SendBuffMember;

/// What the connections of one pair of tags add up to, and the meters that show it. Meters read the
/// numbers from other threads; all else is up to the caller's lock.
final class Series {

  /// Gauges whose sum over connections means something.
  private static final List<Member> QUEUES =
      List.of(
          SendBuffMember.CUR_APP_W_QUEUE,
          SendBuffMember.CUR_RETX_QUEUE,
          RecMember.CUR_APP_R_QUEUE,
          RecMember.CUR_REASM_QUEUE);

  private static final List<Member> COUNTERS =
      Catalogue.members().stream().filter(m -> m.kind() == Kind.COUNTER).toList();

  private final Tags tags;
  private final Map<Member, AtomicLong> totals = new LinkedHashMap<>();
  private final Map<Member, AtomicReference<Double>> queues = new LinkedHashMap<>();
  private final Map<Member, Long> queuesOfThisLook = new HashMap<>();
  private final Map<Ending, AtomicLong> endings = new EnumMap<>(Ending.class);
  private final AtomicLong alive = new AtomicLong();
  private long aliveAtThisLook;

  private final List<MeterRegistry> registries = new ArrayList<>();
  private final Map<MeterRegistry, List<Meter>> meters = new HashMap<>();

  Series(Tags tags) {
    this.tags = tags;
  }

  void bindTo(MeterRegistry registry) {
    registries.add(registry);
    meters.put(registry, new ArrayList<>());
    Gauge connections =
        Gauge.builder("estats.connections", alive, AtomicLong::get)
            .tags(tags)
            .description("Connections of this program")
            .register(registry);
    meters.get(registry).add(connections);
    totals.forEach((member, total) -> addCounter(registry, member, total));
    queues.forEach((member, sum) -> addQueue(registry, member, sum));
    endings.forEach((how, count) -> addEnding(registry, how, count));
  }

  void begin() {
    aliveAtThisLook = 0;
    queuesOfThisLook.clear();
  }

  void add(OwnConnection connection) {
    for (Member counter : COUNTERS) {
      if (connection.since(counter) instanceof Value.Present(long come)) {
        total(counter).addAndGet(come);
      }
    }
    connection.ended().ifPresent(how -> ending(how).incrementAndGet());
    if (connection.ended().isEmpty()) {
      aliveAtThisLook++;
      addGauges(connection.now());
    }
  }

  private void addGauges(Snapshot now) {
    for (Member queue : QUEUES) {
      if (now.value(queue) instanceof Value.Present(long bytes)) {
        queuesOfThisLook.merge(queue, bytes, Long::sum);
      }
    }
    if (now.exact(PathMember.SMOOTHED_RTT) instanceof Value.Present(long micros)) {
      registries.forEach(r -> timer(r).record(micros, TimeUnit.MICROSECONDS));
    }
  }

  void end() {
    alive.set(aliveAtThisLook);
    queuesOfThisLook.keySet().forEach(this::queue);
    queues.forEach((queue, sum) -> sum.set(sumOf(queue)));
  }

  /// Not a number where there are connections and no value of any is known.
  private double sumOf(Member queue) {
    Long sum = queuesOfThisLook.get(queue);
    if (sum != null) {
      return sum;
    }
    return aliveAtThisLook == 0 ? 0 : Double.NaN;
  }

  void remove() {
    meters.forEach((registry, made) -> made.forEach(registry::remove));
  }

  private AtomicLong total(Member member) {
    return totals.computeIfAbsent(
        member,
        m -> {
          AtomicLong total = new AtomicLong();
          registries.forEach(r -> addCounter(r, m, total));
          return total;
        });
  }

  private AtomicReference<Double> queue(Member member) {
    return queues.computeIfAbsent(
        member,
        m -> {
          AtomicReference<Double> sum = new AtomicReference<>(Double.NaN);
          registries.forEach(r -> addQueue(r, m, sum));
          return sum;
        });
  }

  private AtomicLong ending(Ending how) {
    return endings.computeIfAbsent(
        how,
        h -> {
          AtomicLong count = new AtomicLong();
          registries.forEach(r -> addEnding(r, h, count));
          return count;
        });
  }

  private void addCounter(MeterRegistry registry, Member member, AtomicLong total) {
    meters
        .get(registry)
        .add(
            FunctionCounter.builder(nameOf(member), total, AtomicLong::get)
                .tags(tags)
                .description(member.definition() + " In " + member.unit().symbol() + ".")
                .register(registry));
  }

  private void addQueue(MeterRegistry registry, Member member, AtomicReference<Double> sum) {
    meters
        .get(registry)
        .add(
            Gauge.builder(nameOf(member), sum, AtomicReference::get)
                .tags(tags)
                .description(member.definition() + " Added up, in bytes.")
                .register(registry));
  }

  private void addEnding(MeterRegistry registry, Ending how, AtomicLong count) {
    meters
        .get(registry)
        .add(
            FunctionCounter.builder("estats.connections.ended", count, AtomicLong::get)
                .tags(tags.and("how", how.toString()))
                .description("Connections of this program that ended, by how")
                .register(registry));
  }

  private Timer timer(MeterRegistry registry) {
    Timer timer =
        Timer.builder("estats.smoothed.rtt")
            .tags(tags)
            .description("Smoothed round-trip time, one sample a connection and look")
            .register(registry);
    if (!meters.get(registry).contains(timer)) {
      meters.get(registry).add(timer);
    }
    return timer;
  }

  /// As Micrometer wants names: `estats.path.pkts.retrans` for `Path.PktsRetrans`.
  static String nameOf(Member member) {
    String name = member.group().name() + "." + member.name();
    return "estats." + name.toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
