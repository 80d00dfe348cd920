package org.estats.lab.ill;

import java.time.Duration;
import java.util.List;
import org.estats.diagnosis.Nature;
import org.estats.lab.Direction;
import org.estats.lab.DirectionOptions;
import org.estats.lab.HostOptions;
import org.estats.lab.LinkOptions;
import org.estats.lab.fault.Blackout;
import org.estats.lab.fault.BurstLoss;
import org.estats.lab.fault.MarkCe;
import org.estats.lab.fault.PathMtu;
import org.estats.lab.fault.Policer;
import org.estats.lab.fault.Standstill;

/// At least one connection of every nature.
final class Illnesses {

  private static final long MEGABIT = 1_000_000;
  private static final int BITS = 8;
  private static final Duration WATCHED = Duration.ofSeconds(4);

  private static final HostOptions BIG =
      HostOptions.standard()
          .withSysctl("net.ipv4.tcp_wmem", "4096 4000000 16000000")
          .withSysctl("net.ipv4.tcp_rmem", "4096 4000000 16000000");

  private Illnesses() {}

  static List<Illness> all() {
    return List.of(
        healthy("healthy-chat", 200, 60),
        healthy("healthy-pages", 30_000, 500),
        Illness.of("idle", Nature.IDLE, path(100, 30, 1)).traffic(Writer.SILENT, Reader.FAST),
        Illness.of("capacity-20m", Nature.CAPACITY, path(20, 40, 1)),
        Illness.of("capacity-20m-bbr", Nature.CAPACITY, path(20, 40, 1)).congestionControl("bbr"),
        Illness.of("capacity-100m", Nature.CAPACITY, path(100, 10, 1)),
        Illness.of("capacity-reno", Nature.CAPACITY, path(10, 20, 2)).congestionControl("reno"),
        paced("paced-20k", 20_000, 20),
        paced("paced-64k", 65_536, 40),
        paced("paced-1k", 1_000, 2),
        sendBuffer("send-buffer-4k", 50, 4_000),
        sendBuffer("send-buffer-6k", 100, 6_000),
        Illness.of("small-window", Nature.SMALL_WINDOW, path(100, 50, 1)).buffers(0, 40_000),
        Illness.of("small-window-bbr", Nature.SMALL_WINDOW, path(100, 50, 1))
            .buffers(0, 40_000)
            .congestionControl("bbr"),
        Illness.of("small-window-5ms", Nature.SMALL_WINDOW, path(200, 5, 1)).buffers(0, 20_000),
        scalingOff(),
        slowReader("slow-reader", 20_000, 20, 0),
        slowReader("slow-reader-buffer", 100_000, 200, 200_000),
        Illness.of("zero-window", Nature.ZERO_WINDOW, path(100, 30, 1))
            .traffic(Writer.BULK, Reader.stopsAfter(3_000_000)),
        Illness.of("nagle", Nature.NAGLE_DELAYED_ACK, path(100, 10, 1))
            .traffic(Writer.twoWrites(300), Reader.answers(600)),
        randomLoss("loss-1%", 100, 40, 0.01, "cubic"),
        randomLoss("loss-0.3%-reno", 50, 60, 0.003, "reno"),
        randomLoss("loss-3%-short", 100, 10, 0.03, "cubic"),
        Illness.of("burst-loss", Nature.BURST_LOSS, path(100, 40, 2))
            .fault(c -> c.before(new BurstLoss(0.001, 10, 5))),
        Illness.of("burst-loss-20", Nature.BURST_LOSS, path(50, 40, 2))
            .fault(c -> c.before(new BurstLoss(0.002, 20, 5))),
        Illness.of("bloat", Nature.BUFFERBLOAT, path(10, 20, 15)).times(Duration.ZERO, WATCHED),
        Illness.of("bloat-5m", Nature.BUFFERBLOAT, path(5, 30, 15)).times(Duration.ZERO, WATCHED),
        policer("policer-10m", 10, 60_000, "cubic"),
        policer("policer-5m-reno", 5, 30_000, "reno"),
        policer("policer-10m-bbr", 10, 60_000, "bbr"),
        Illness.of("reordering", Nature.REORDERING, jittered(100, 20, 25))
            .congestionControl("reno")
            .times(Duration.ZERO, WATCHED),
        Illness.of("spurious", Nature.SPURIOUS_RETRANSMISSION, path(50, 30, 2))
            .fault(Illnesses::standstills),
        outage(),
        Illness.of("dead", Nature.DEAD_PATH, path(50, 30, 1))
            .fault(c -> c.later(Duration.ofMillis(700), c.before(new Blackout())::begin))
            .times(Duration.ZERO, Duration.ofSeconds(6)),
        mtu("mtu-silent", PathMtu.thatIsSilent()),
        Illness.of("ecn", Nature.ECN_CONGESTION, path(100, 30, 2))
            .hosts(BIG.withEcn(1), BIG.withEcn(1))
            .fault(c -> c.before(MarkCe.oneIn(200))),
        Illness.of("short", Nature.SLOW_START, path(100, 150, 1))
            .traffic(Writer.once(1_000_000), Reader.FAST)
            .times(Duration.ofSeconds(1), Duration.ofSeconds(1)),
        Illness.of("stall", Nature.LOCAL_STALL, path(100, 20, 1))
            .hosts(BIG, BIG)
            .fault(Illnesses::shortQueue));
  }

  /// A path with a queue of so many bandwidth-delay products.
  private static LinkOptions path(int megabits, int rttMillis, double products) {
    double product = megabits * MEGABIT / BITS * rttMillis / 1000.0;
    LinkOptions link = LinkOptions.symmetric(megabits * MEGABIT, Duration.ofMillis(rttMillis));
    long bytes = Math.max(30_000, Math.round(products * product));
    return link.withToServer(link.toServer().withQueueBytes(bytes));
  }

  private static LinkOptions jittered(int megabits, int rttMillis, int jitterMillis) {
    LinkOptions link = path(megabits, rttMillis, 2);
    DirectionOptions there = link.toServer();
    return link.withToServer(there.withReorderingJitter(Duration.ofMillis(jitterMillis)));
  }

  private static Illness healthy(String name, int bytes, int pauseMillis) {
    return Illness.of(name, Nature.HEALTHY, path(100, 30, 1))
        .traffic(Writer.paced(bytes, Duration.ofMillis(pauseMillis)), Reader.FAST);
  }

  private static Illness paced(String name, int bytes, int pauseMillis) {
    return Illness.of(name, Nature.APPLICATION_PACED, path(100, 30, 1))
        .traffic(Writer.paced(bytes, Duration.ofMillis(pauseMillis)), Reader.FAST);
  }

  private static Illness scalingOff() {
    HostOptions unscaled = HostOptions.standard().withSysctl("net.ipv4.tcp_window_scaling", "0");
    return Illness.of("scaling-off", Nature.WINDOW_SCALING_OFF, path(100, 80, 1))
        .hosts(HostOptions.standard(), unscaled);
  }

  /// One write fills the buffer and is less than the first window of 10 segments. The kernel asks
  /// for room only where it begins a segment, so a writer that is quick enough to add to one that
  /// the window holds back is not stopped: of 20 kB it had 1.3 MB on the way.
  private static Illness sendBuffer(String name, int rttMillis, int bytes) {
    return Illness.of(name, Nature.SEND_BUFFER, path(100, rttMillis, 1))
        .buffers(bytes, 0)
        .traffic(Writer.inPieces(2 * bytes), Reader.FAST);
  }

  private static Illness slowReader(String name, int bytes, int pauseMillis, int buffer) {
    return Illness.of(name, Nature.SLOW_READER, path(100, 30, 1))
        .buffers(0, buffer)
        .traffic(Writer.BULK, Reader.slow(bytes, Duration.ofMillis(pauseMillis)))
        .times(Duration.ofSeconds(3), Duration.ofSeconds(4));
  }

  private static Illness randomLoss(
      String name, int megabits, int rttMillis, double loss, String algorithm) {
    LinkOptions link = path(megabits, rttMillis, 2);
    return Illness.of(name, Nature.RANDOM_LOSS, link.withToServer(link.toServer().withLoss(loss)))
        .congestionControl(algorithm);
  }

  private static Illness policer(String name, int megabits, int burst, String algorithm) {
    return Illness.of(name, Nature.POLICER, path(100, 40, 1))
        .congestionControl(algorithm)
        .fault(c -> c.before(new Policer(megabits * MEGABIT, burst)));
  }

  private static void standstills(IllConnection played) {
    Standstill standstill = played.after(new Standstill());
    played.every(Duration.ofMillis(1600), () -> standstill.begin(Duration.ofMillis(700)));
  }

  private static Illness outage() {
    return Illness.of("outage", Nature.OUTAGE, path(50, 30, 1))
        .fault(c -> {
          Blackout blackout = c.before(new Blackout());
          c.later(Duration.ofMillis(700), blackout::begin);
          c.later(Duration.ofMillis(2300), blackout::end);
        });
  }

  private static Illness mtu(String name, PathMtu fault) {
    HostOptions probing = BIG.withSysctl("net.ipv4.tcp_mtu_probing", "1");
    return Illness.of(name, Nature.PATH_MTU, path(50, 30, 1))
        .hosts(probing, probing)
        .fault(c -> {
          c.before(fault);
          c.later(Duration.ofMillis(500), () -> fault.shrinkTo(1_000));
        })
        .times(Duration.ofSeconds(1), Duration.ofSeconds(6));
  }

  private static void shortQueue(IllConnection played) {
    try {
      played.lab().client().shortQueue(4);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    played.every(
        Duration.ofMillis(100),
        () -> {
          played.lab().link().stall(Direction.TO_SERVER, true);
          try {
            Thread.sleep(20);
          } catch (InterruptedException e) {
            return;
          }
          played.lab().link().stall(Direction.TO_SERVER, false);
        });
  }
}
