package org.estats.lab.scenario;

import static org.estats.catalogue.SndCongMember.LIM_CWND;
import static org.estats.catalogue.SndCongMember.SND_LIM_BYTES_CWND;
import static org.estats.catalogue.SndCongMember.SND_LIM_BYTES_RWIN;
import static org.estats.catalogue.SndCongMember.SND_LIM_BYTES_SND;
import static org.estats.catalogue.SndCongMember.SND_LIM_TIME_CWND;
import static org.estats.catalogue.SndCongMember.SND_LIM_TIME_RWIN;
import static org.estats.catalogue.SndCongMember.SND_LIM_TIME_SND;
import static org.estats.catalogue.SndCongMember.SND_LIM_TRANS_CWND;
import static org.estats.catalogue.SndCongMember.SND_LIM_TRANS_RWIN;
import static org.estats.catalogue.SndCongMember.SND_LIM_TRANS_SND;
import static org.estats.lab.scenario.Paths.FLIGHT;
import static org.estats.lab.scenario.Paths.SEGMENT;
import static org.estats.lab.scenario.Witness.PACKETS;
import static org.estats.lab.scenario.Witness.SCRIPT;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.estats.catalogue.Member;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.RecMember;
import org.estats.lab.Host;
import org.estats.lab.HostOptions;
import org.estats.lab.Lab;
import org.estats.lab.LinkOptions;
import org.estats.lab.Side;
import org.estats.lab.Transfer;
import org.estats.lab.fault.Blackout;
import org.estats.lab.truth.BusyTruth;

/// What keeps the sender from sending more: its program, the receiver's window or the congestion
/// window; and for how long.
final class LimitScenarios {

  /// A path that is never full.
  private static final LinkOptions WIDE = LinkOptions.symmetric(200_000_000, Duration.ofMillis(40));

  /// A send buffer that takes everything at once, so that it is no limit of its own.
  private static final HostOptions SENDER =
      HostOptions.standard().withSysctl("net.ipv4.tcp_wmem", "4096 8000000 16000000");

  private static final HostOptions RECEIVER =
      HostOptions.standard().withSysctl("net.ipv4.tcp_rmem", "4096 8000000 16000000");

  private static final int CLAMP_SEGMENTS = 20;
  private static final long BULK_BYTES = 700_000;

  /// What is sent before the limit is reached: four initial windows.
  private static final long FIRST_BYTES = 4 * FLIGHT;

  /// What leaves a third of a window of 38 kB, and what the window is then, at most. Before the
  /// last segments came it was 24 kB: that much is seen without the hook at reads.
  private static final long NEARLY_FULL_BYTES = 28_000;

  private static final long NEARLY_SHUT_BYTES = 16_000;

  private static final String FILLED = "filled";
  private static final Duration FILLING = Duration.ofMillis(400);
  private static final int WRITES = 20;
  private static final int WRITE_BYTES = 10_000;
  private static final Duration PAUSE = Duration.ofMillis(60);
  private static final Duration SHUT = Duration.ofMillis(1_500);
  private static final Duration DARK = Duration.ofMillis(2_000);
  private static final long MICROS = 20_000;

  /// Four round trips.
  private static final long GROWTH_MICROS = 160_000;

  private static final double SHARE = 0.05;

  private LimitScenarios() {}

  static List<Scenario> all() {
    return List.of(
        paced(),
        smallWindow(),
        clampedWindow(),
        slowReader(),
        readInTime(),
        darkAndIdle(),
        noScaling());
  }

  /// A time is right within a twentieth, or 20 ms where that is more.
  private static void lasted(Claims claims, Member member, long micros, Witness witness) {
    long slack = Math.max(MICROS, Math.round(micros * SHARE));
    claims.sender(member, Math.max(0, micros - slack), micros + slack, witness);
  }

  private static Scenario paced() {
    return Scenario.named("paced")
        .path("the program writes 10 kB every 60 ms")
        .meaning(
            "All the time there was nothing to send (SndLimTimeSnd): the sending program sets the"
                + " pace, neither network nor receiver.")
        .over(WIDE)
        .between(SENDER, RECEIVER)
        .telling(SND_LIM_TIME_SND, SND_LIM_TIME_RWIN, SND_LIM_TIME_CWND, SND_LIM_BYTES_SND)
        .script(stage -> {
          for (int i = 0; i < WRITES; i++) {
            stage.send(WRITE_BYTES);
            stage.pause(PAUSE);
          }
          stage.settle();
        })
        .expecting(claims -> {
          lasted(
              claims,
              SND_LIM_TIME_SND,
              claims.evidence().lasted(Evidence.END).toNanos() / 1_000,
              SCRIPT);
          claims.sender(SND_LIM_BYTES_SND, (long) WRITES * WRITE_BYTES, SCRIPT);
          claims.unmoved(
              Side.CLIENT,
              SND_LIM_TRANS_RWIN,
              SND_LIM_TRANS_CWND,
              SND_LIM_TRANS_SND,
              SND_LIM_TIME_RWIN,
              SND_LIM_TIME_CWND,
              SND_LIM_BYTES_RWIN,
              SND_LIM_BYTES_CWND);
        });
  }

  private static Scenario smallWindow() {
    HostOptions small = HostOptions.standard().withSysctl("net.ipv4.tcp_rmem", "4096 16384 16384");
    return Scenario.named("small-window")
        .path("700 kB into a receive buffer of 16 kB, over a fast path of 40 ms")
        .meaning(
            "The sender waited for the receiver's window nearly all the time (SndLimTimeRwin): a"
                + " larger receive buffer, not a faster network, would help.")
        .over(WIDE)
        .between(SENDER, small)
        .telling(
            SND_LIM_TIME_RWIN,
            SND_LIM_TIME_CWND,
            SND_LIM_TIME_SND,
            SND_LIM_BYTES_RWIN,
            ObsRecMember.MAX_RWIN_RCVD)
        .script(stage -> stage.deliver(BULK_BYTES))
        .expecting(claims -> {
          waited(claims, SND_LIM_TIME_RWIN, SND_LIM_TRANS_RWIN, SND_LIM_BYTES_RWIN);
          claims.sender(SND_LIM_TIME_CWND, 0, MICROS, SCRIPT);
        });
  }

  private static Scenario clampedWindow() {
    return Scenario.named("clamped-window")
        .path("700 kB with the congestion window held at 20 segments, over a fast path of 40 ms")
        .meaning(
            "The sender waited for its own congestion window nearly all the time"
                + " (SndLimTimeCwnd): the path, or what the sender thinks of it, is the limit.")
        .over(WIDE)
        .between(SENDER, RECEIVER)
        .prepared(LimitScenarios::clamp)
        .telling(
            SND_LIM_TIME_CWND, SND_LIM_TIME_RWIN, SND_LIM_TIME_SND, SND_LIM_BYTES_CWND, LIM_CWND)
        .script(stage -> stage.deliver(BULK_BYTES))
        .expecting(claims -> {
          claims.sender(LIM_CWND, (long) CLAMP_SEGMENTS * SEGMENT, SCRIPT);
          waited(claims, SND_LIM_TIME_CWND, SND_LIM_TRANS_CWND, SND_LIM_BYTES_CWND);
          claims.unmoved(Side.CLIENT, SND_LIM_TIME_RWIN, SND_LIM_TRANS_RWIN, SND_LIM_BYTES_RWIN);
        });
  }

  /// From the first data segment to the last something waited to be sent; before and after,
  /// nothing.
  private static void waited(Claims claims, Member time, Member transitions, Member bytes) {
    BusyTruth busy = claims.evidence().busy();
    long all = claims.evidence().lasted(Evidence.END).toNanos() / 1_000;
    lasted(claims, time, busy.micros(), PACKETS);
    lasted(claims, SND_LIM_TIME_SND, all - busy.micros(), PACKETS);
    claims.sender(transitions, 1, 1 << 20, SCRIPT);
    claims.sender(bytes, BULK_BYTES - FIRST_BYTES, BULK_BYTES, SCRIPT);
    claims.sender(SND_LIM_TRANS_SND, 1, SCRIPT);
  }

  private static Scenario readInTime() {
    HostOptions small = HostOptions.standard().withSysctl("net.ipv4.tcp_rmem", "4096 65536 65536");
    return Scenario.named("read-in-time")
        .path("28 kB nearly fill the receiver's window; then they are read and nothing follows")
        .meaning(
            "The window was small for a moment (MinRwinSent) and wide open before the next segment"
                + " came, so nobody waited for it.")
        .over(WIDE)
        .between(SENDER, small)
        .telling(RecMember.MIN_RWIN_SENT, RecMember.MAX_RWIN_SENT, SND_LIM_TIME_RWIN)
        .script(stage -> {
          stage.reading(false);
          stage.send(NEARLY_FULL_BYTES);
          stage.settle();
          stage.reading(true);
          stage.pause(FILLING); // until what the read has the receiver announce is on the path
          stage.settle();
        })
        .expecting(claims -> {
          // What was announced before the read is known to the hook at reads alone.
          claims.within(Side.SERVER, RecMember.MIN_RWIN_SENT, 1, NEARLY_SHUT_BYTES, SCRIPT);
          claims.unmoved(Side.CLIENT, SND_LIM_TIME_RWIN);
        });
  }

  private static Scenario slowReader() {
    HostOptions small = HostOptions.standard().withSysctl("net.ipv4.tcp_rmem", "4096 65536 65536");
    return Scenario.named("sleeping-reader")
        .path("the receiving program does not read for 1.5 s")
        .meaning(
            "Data lay unread (CurAppRQueue) until the window was shut; the sender waited for the"
                + " receiving program.")
        .over(WIDE)
        .between(SENDER, small)
        .telling(
            SND_LIM_TIME_RWIN,
            ObsRecMember.MIN_RWIN_RCVD,
            RecMember.MIN_RWIN_SENT,
            RecMember.MAX_APP_R_QUEUE)
        .script(stage -> {
          stage.reading(false);
          stage.send(BULK_BYTES);
          stage.pause(FILLING);
          stage.read(FILLED);
          stage.pause(SHUT);
          stage.read("shut");
          stage.reading(true);
          stage.settle();
        })
        .expecting(claims -> {
          Reading shut = claims.evidence().reading("shut");
          long unread =
              claims.evidence().queues(Side.SERVER, "shut").receivedBytes() - shut.readBytes();
          claims.at("shut", Side.SERVER, RecMember.CUR_APP_R_QUEUE, unread, unread, SCRIPT);
          claims.within(Side.SERVER, RecMember.MAX_APP_R_QUEUE, unread, unread + 65_536, PACKETS);
          claims.unmovedBetween(FILLED, "shut", Side.CLIENT, SND_LIM_TIME_SND, SND_LIM_TIME_CWND);
          claims.within(Side.CLIENT, ObsRecMember.MIN_RWIN_RCVD, 0, 0, SCRIPT);
          claims.within(Side.SERVER, RecMember.MIN_RWIN_SENT, 0, 0, SCRIPT);
          // Until the first windows had grown to the receiver's it was the congestion window.
          long busy = claims.evidence().busy().micros();
          claims.sender(SND_LIM_TIME_RWIN, busy - GROWTH_MICROS, busy + MICROS, PACKETS);
        });
  }

  private static Scenario darkAndIdle() {
    return Scenario.named("dark-and-idle")
        .path("one small message, while nothing gets through for 2 s")
        .meaning(
            "Little waited, but what waited could not get through: the wait for the timer is the"
                + " network's (SndLimTimeCwnd), not the sender's.")
        .over(WIDE)
        .between(SENDER.withSysctl("net.ipv4.tcp_early_retrans", "0"), RECEIVER)
        .notInDemo()
        .telling(SND_LIM_TIME_CWND, SND_LIM_TRANS_CWND)
        .script(stage -> {
          Blackout blackout = stage.before(new Blackout());
          stage.deliver(FLIGHT);
          blackout.begin();
          stage.send(SEGMENT);
          stage.pause(DARK);
          blackout.end();
          stage.settle();
        })
        .expecting(claims -> {
          lasted(claims, SND_LIM_TIME_CWND, claims.evidence().busy().lastWaitMicros(), PACKETS);
          claims.sender(SND_LIM_TRANS_CWND, 1, SCRIPT);
        });
  }

  private static Scenario noScaling() {
    HostOptions plain = RECEIVER.withSysctl("net.ipv4.tcp_window_scaling", "0");
    return Scenario.named("no-window-scaling")
        .path("the receiver does not scale its window, which a slow firewall may cause too")
        .meaning(
            "Without window scaling no more than 64 kB can be on the way, whatever the buffers:"
                + " over 40 ms that is 13 Mbit/s at most.")
        .over(WIDE)
        .between(SENDER, plain)
        .telling(
            ObsRecMember.WIN_SCALE_RCVD,
            ObsRecMember.MAX_RWIN_RCVD,
            RecMember.LIM_RWIN,
            RecMember.WIN_SCALE_SENT,
            SND_LIM_TIME_RWIN)
        .script(stage -> stage.deliver(BULK_BYTES))
        .expecting(claims -> {
          claims.within(Side.CLIENT, ObsRecMember.WIN_SCALE_RCVD, 255, 255, SCRIPT);
          claims.within(Side.SERVER, RecMember.WIN_SCALE_SENT, 255, 255, SCRIPT);
          claims.within(Side.SERVER, RecMember.LIM_RWIN, 65_535, 65_535, SCRIPT);
          long busy = claims.evidence().busy().micros();
          claims.sender(SND_LIM_TIME_RWIN, busy - GROWTH_MICROS, busy + MICROS, PACKETS);
        });
  }

  /// The kernel takes the largest window from what it remembers of a host, which it takes from the
  /// route when a connection ends; so there is one beforehand.
  private static void clamp(Lab lab) throws IOException, InterruptedException {
    route(lab.client(), lab.server(), "cwnd", "lock", Integer.toString(CLAMP_SEGMENTS));
    lab.client().sysctl("net.ipv4.tcp_no_metrics_save", "0");
    Transfer.of(SEGMENT).run(lab);
    lab.link().awaitQuiet(Duration.ofMillis(200), Duration.ofSeconds(5));
  }

  /// Gives the route to the other host a metric.
  private static void route(Host from, Host to, String... metric)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip", "route", "replace"));
    command.addAll(List.of(to.ipv4().getHostAddress() + "/32", "dev", Host.INTERFACE));
    command.addAll(List.of(metric));
    from.run(command);
  }
}
