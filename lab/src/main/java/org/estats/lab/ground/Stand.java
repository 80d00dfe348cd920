package org.estats.lab.ground;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.estats.lab.Direction;
import org.estats.lab.DirectionOptions;
import org.estats.lab.Host;
import org.estats.lab.HostOptions;
import org.estats.lab.Lab;
import org.estats.lab.LinkCounters;
import org.estats.lab.LinkOptions;
import org.estats.lab.fault.Blackout;
import org.estats.lab.fault.BurstLoss;
import org.estats.lab.fault.Hold;
import org.estats.lab.fault.MarkCe;
import org.estats.lab.fault.PathMtu;
import org.estats.lab.fault.Policer;
import org.estats.lab.fault.Standstill;

/// Two hosts and the path between them, as drawn.
final class Stand implements AutoCloseable {

  /// No packet is looked at afterwards, so none is kept.
  private static final int LOG_ROWS = 1;

  /// A well kept server: what an ordinary one allows would limit a long fast path itself, and that
  /// is not what is being tried.
  private static final String READ_MEMORY = "4096 131072 33554432";

  private static final String WRITE_MEMORY = "4096 65536 33554432";

  /// The shaper's bucket: a few packets.
  private static final int SHAPER_BURST_BYTES = 6_000;

  private final Draw draw;
  private final Lab lab;
  private final List<Turn> turns = new ArrayList<>();

  /// Something that happens to the path.
  ///
  /// @param afterNanos when, counted from the first byte
  private record Turn(long afterNanos, Runnable event) {}

  private Stand(Draw draw, Lab lab) {
    this.draw = draw;
    this.lab = lab;
  }

  /// Builds it.
  static Stand build(Draw draw) throws IOException, InterruptedException {
    Stand stand = new Stand(draw, Lab.open(link(draw), sender(draw), receiver(draw)));
    try {
      stand.impair();
      return stand;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      stand.close();
      throw e;
    }
  }

  private static LinkOptions link(Draw draw) {
    Duration oneWay = draw.time(Setting.RTT).dividedBy(2);
    DirectionOptions back = DirectionOptions.perfect().withDelay(oneWay);
    DirectionOptions there =
        back.withRate(Math.round(draw.number(Setting.RATE)))
            .withQueueBytes(Math.round(draw.number(Setting.QUEUE)))
            .withLoss(draw.number(Setting.LOSS))
            .withSeed(draw.seed());
    if (draw.has(Setting.REORDER)) {
      there = there.withReorderingJitter(draw.time(Setting.REORDER));
    }
    return new LinkOptions(there, back, LOG_ROWS);
  }

  private static HostOptions sender(Draw draw) {
    return HostOptions.standard()
        .withCongestionControl(draw.word(Setting.CONGESTION))
        .withEcn(draw.count(Setting.ECN))
        .withSysctl("net.ipv4.tcp_wmem", WRITE_MEMORY)
        .withSysctl("net.ipv4.tcp_mtu_probing", Integer.toString(draw.count(Setting.MTU_PROBING)));
  }

  private static HostOptions receiver(Draw draw) {
    return HostOptions.standard()
        .withEcn(draw.count(Setting.ECN))
        .withSysctl("net.ipv4.tcp_rmem", READ_MEMORY)
        .withSysctl(
            "net.ipv4.tcp_window_scaling", Integer.toString(draw.count(Setting.WINDOW_SCALING)));
  }

  private void impair() throws IOException, InterruptedException {
    var link = lab.link();
    if (draw.has(Setting.BURSTS)) {
      double packets = draw.number(Setting.BURST_PACKETS);
      link.beforeBottleneck(
          Direction.TO_SERVER, new BurstLoss(draw.number(Setting.BURSTS), packets, draw.seed()));
    }
    if (draw.has(Setting.POLICER)) {
      long burst = Math.round(draw.number(Setting.POLICER_BURST));
      link.beforeBottleneck(
          Direction.TO_SERVER, new Policer(Math.round(draw.number(Setting.POLICER)), burst));
    }
    if (draw.has(Setting.MARKED)) {
      link.afterBottleneck(
          Direction.TO_SERVER, MarkCe.share(draw.number(Setting.MARKED), draw.seed()));
    }
    if (draw.has(Setting.NARROW)) {
      PathMtu mtu = link.beforeBottleneck(Direction.TO_SERVER, PathMtu.thatIsSilent());
      at(draw.nanos(Setting.NARROW_AT), () -> mtu.shrinkTo(draw.count(Setting.NARROW)));
    }
    if (draw.has(Setting.SHAPER)) {
      shape(lab.client());
    }
    if (draw.has(Setting.DETOUR)) {
      Duration by = draw.time(Setting.DETOUR_BY);
      link.afterBottleneck(
          Direction.TO_SERVER, Hold.share(draw.number(Setting.DETOUR), by, draw.seed()));
    }
    if (draw.has(Setting.DEVICE_QUEUE)) {
      oneByOne(lab.client());
      lab.client().shortQueue(draw.count(Setting.DEVICE_QUEUE));
    }
    darken();
    blink();
    hold();
  }

  /// Bursts of losses as time has them, not packets: so a sender that waits outlives them.
  private void blink() {
    if (!draw.has(Setting.BLINK_FOR)) {
      return;
    }
    Blackout dark = lab.link().beforeBottleneck(Direction.TO_SERVER, new Blackout());
    SplittableRandom random = new SplittableRandom(draw.seed());
    double mean = draw.nanos(Setting.BLINK_EVERY);
    for (long when = 0; when < endNanos(); ) {
      when += Math.round(-Math.log(1 - random.nextDouble()) * mean);
      at(when, dark::begin);
      when += draw.nanos(Setting.BLINK_FOR);
      at(when, dark::end);
    }
  }

  private void darken() {
    if (!draw.has(Setting.DARK_FOR)) {
      return;
    }
    // Both ways: a broken path lets nothing back either.
    for (Direction direction : Direction.values()) {
      Blackout dark = lab.link().beforeBottleneck(direction, new Blackout());
      at(draw.nanos(Setting.DARK_AT), dark::begin);
      at(draw.nanos(Setting.DARK_AT) + draw.nanos(Setting.DARK_FOR), dark::end);
    }
  }

  private void hold() {
    if (!draw.has(Setting.HOLD_FOR)) {
      return;
    }
    Standstill still = lab.link().afterBottleneck(Direction.TO_SERVER, new Standstill());
    long every = draw.nanos(Setting.HOLD_EVERY);
    for (long when = every; when < endNanos(); when += every) {
      at(when, () -> still.begin(draw.time(Setting.HOLD_FOR)));
    }
  }

  private long endNanos() {
    return draw.nanos(Setting.FROM) + draw.nanos(Setting.FOR);
  }

  private void at(long afterNanos, Runnable event) {
    turns.add(new Turn(afterNanos, event));
  }

  /// Has segments handed to the interface one by one: of several at once the kernel does not tell
  /// TCP that some were refused.
  private static void oneByOne(Host host) throws IOException, InterruptedException {
    run(host, List.of("ip", "link", "set", Host.INTERFACE, "gso_max_segs", "1"));
  }

  /// A shaper of the host's own.
  private void shape(Host host) throws IOException, InterruptedException {
    oneByOne(host);
    List<String> tc = new ArrayList<>(List.of("tc", "qdisc", "replace", "dev", Host.INTERFACE));
    tc.addAll(List.of("root", "tbf", "rate", Math.round(draw.number(Setting.SHAPER)) + "bit"));
    tc.addAll(List.of("burst", Integer.toString(SHAPER_BURST_BYTES)));
    tc.addAll(List.of("limit", Long.toString(Math.round(draw.number(Setting.SHAPER_QUEUE)))));
    run(host, tc);
  }

  private static void run(Host host, List<String> command)
      throws IOException, InterruptedException {
    Process process = host.command(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + text.strip());
    }
  }

  Lab lab() {
    return lab;
  }

  /// Starts a thread that lets happen what is to happen, counted from now.
  void begin() {
    turns.sort(Comparator.comparingLong(Turn::afterNanos));
    if (!turns.isEmpty()) {
      Thread.ofPlatform().daemon().name("ground-path").start(this::takeTurns);
    }
  }

  private void takeTurns() {
    long begin = System.nanoTime();
    try {
      for (Turn turn : turns) {
        long nanos = begin + turn.afterNanos() - System.nanoTime();
        Thread.sleep(Duration.ofNanos(Math.max(0, nanos)));
        turn.event().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The share of packets that this machine delivered late because it was busy.
  double lateShare() {
    LinkCounters there = lab.link().counters(Direction.TO_SERVER);
    LinkCounters back = lab.link().counters(Direction.TO_CLIENT);
    long packets = there.delivered() + back.delivered();
    return packets == 0 ? 0 : (double) (there.late() + back.late()) / packets;
  }

  /// By how much the latest packet was late.
  long latestNanos() {
    LinkCounters there = lab.link().counters(Direction.TO_SERVER);
    LinkCounters back = lab.link().counters(Direction.TO_CLIENT);
    return Math.max(there.latestNanos(), back.latestNanos());
  }

  @Override
  public void close() {
    lab.close();
  }
}
