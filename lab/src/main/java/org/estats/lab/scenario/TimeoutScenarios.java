package org.estats.lab.scenario;

import static org.estats.catalogue.PathMember.ABRUPT_TIMEOUTS;
import static org.estats.catalogue.PathMember.CONG_SIGNALS;
import static org.estats.catalogue.PathMember.CUR_RTO;
import static org.estats.catalogue.PathMember.CUR_TIMEOUT_COUNT;
import static org.estats.catalogue.PathMember.DSACK_DUPS;
import static org.estats.catalogue.PathMember.FAST_RETRAN;
import static org.estats.catalogue.PathMember.MAX_RTO;
import static org.estats.catalogue.PathMember.MAX_RTT;
import static org.estats.catalogue.PathMember.PKTS_RETRANS;
import static org.estats.catalogue.PathMember.RTT_VAR;
import static org.estats.catalogue.PathMember.SPURIOUS_RTO_DETECTIONS;
import static org.estats.catalogue.PathMember.SUBSEQUENT_TIMEOUTS;
import static org.estats.catalogue.PathMember.TIMEOUTS;
import static org.estats.lab.scenario.Paths.FLIGHT;
import static org.estats.lab.scenario.Paths.INITIAL_WINDOW;
import static org.estats.lab.scenario.Paths.LINE;
import static org.estats.lab.scenario.Paths.SEGMENT;
import static org.estats.lab.scenario.Witness.PACKETS;
import static org.estats.lab.scenario.Witness.SCRIPT;
import static org.estats.lab.scenario.Witness.SS;

import java.time.Duration;
import java.util.List;
import org.estats.catalogue.RecMember;
import org.estats.lab.Side;
import org.estats.lab.fault.Blackout;
import org.estats.lab.fault.Drop;
import org.estats.lab.fault.Standstill;
import org.estats.lab.truth.TimeoutTruth;

/// Silence: the retransmission timer expires.
final class TimeoutScenarios {

  private static final String DARK = "dark";
  private static final String MISSING = "missing";

  /// When the second copy has been lost too, and the timer has not expired yet.
  private static final Duration HOLE = Duration.ofMillis(150);

  /// The kernel's timers are never early. Of those of 2 s it looks after eight or 64 jiffies at a
  /// time, so they may be this late.
  private static final long LATE_MICROS = 70_000;

  /// Between the kernel and the link.
  private static final long MICROS = 2_000;

  private static final Duration DARKNESS = Duration.ofMillis(2_000);
  private static final Duration STILL = Duration.ofMillis(600);
  private static final int FEW = 5;

  private TimeoutScenarios() {}

  static List<Scenario> all() {
    return List.of(blackout(), abruptTimeout(), timeoutInRecovery(), spuriousTimeout());
  }

  private static Scenario blackout() {
    return Scenario.named("blackout")
        .path("nothing gets through for 2 s")
        .meaning(
            "The timer expired again and again, each time waiting twice as long (back-off): the"
                + " path was dead for a while, and the sender stayed silent even longer.")
        .over(LINE)
        .telling(TIMEOUTS, SUBSEQUENT_TIMEOUTS, ABRUPT_TIMEOUTS, MAX_RTO, PKTS_RETRANS)
        .script(stage -> {
          Blackout blackout = stage.before(new Blackout());
          stage.deliver(FLIGHT);
          blackout.begin();
          stage.send((long) FEW * SEGMENT);
          stage.pause(DARKNESS);
          stage.read(DARK);
          blackout.end();
          stage.settle();
        })
        .expecting(TimeoutScenarios::backedOff);
  }

  private static void backedOff(Claims claims) {
    TimeoutTruth dark = claims.evidence().timeouts(DARK);
    TimeoutTruth all = claims.evidence().timeouts(Evidence.END);
    long inRow = dark.first() + dark.subsequent();
    claims.senderAt(DARK, CUR_TIMEOUT_COUNT, inRow, inRow, PACKETS);
    claims.sender(TIMEOUTS, 1, SCRIPT);
    claims.sender(SUBSEQUENT_TIMEOUTS, inRow, PACKETS);
    claims.sender(ABRUPT_TIMEOUTS, 1, SCRIPT);
    claims.sender(CONG_SIGNALS, 1, SCRIPT);
    claims.sender(FAST_RETRAN, 0, SCRIPT);
    // The next silence after the reading was as long as the timeout that it showed.
    long gap = all.lastGapNanos() / 1_000;
    claims.senderAt(DARK, CUR_RTO, gap - LATE_MICROS, gap + MICROS, PACKETS);
    EveryScenario.socket(claims, Side.CLIENT, DARK);
    double rto = claims.evidence().reading(DARK).socket(Side.CLIENT).get("rto").orElseThrow();
    claims.sender(MAX_RTO, Math.round(2 * rto * 1_000), SS);
  }

  private static Scenario abruptTimeout() {
    return Scenario.named("abrupt-timeout")
        .path("a whole window of ten segments is lost, and the probe after it")
        .meaning(
            "Everything vanished at once, with no sign beforehand (AbruptTimeouts): a path that"
                + " broke for a moment, or a queue that dropped a whole window.")
        .over(LINE)
        .telling(TIMEOUTS, ABRUPT_TIMEOUTS, SUBSEQUENT_TIMEOUTS, FAST_RETRAN, PKTS_RETRANS)
        .script(stage -> {
          stage.before(Drop.segments(1, INITIAL_WINDOW + 1));
          stage.deliver(FLIGHT);
        })
        .expecting(claims -> {
          claims.sender(TIMEOUTS, 1, SCRIPT);
          claims.sender(SUBSEQUENT_TIMEOUTS, 0, SCRIPT);
          claims.sender(ABRUPT_TIMEOUTS, 1, SCRIPT);
          claims.sender(CONG_SIGNALS, 1, SCRIPT);
          claims.sender(FAST_RETRAN, 0, SCRIPT);
          claims.sender(SPURIOUS_RTO_DETECTIONS, 0, SCRIPT);
        });
  }

  private static Scenario timeoutInRecovery() {
    return Scenario.named("lost-again")
        .path("one segment is lost, and once more when it is sent again")
        .meaning(
            "Fast retransmit did its work, but what it sent was lost too, and nothing sent later"
                + " could reveal that: so the timer had to. It did not come out of the blue, so"
                + " AbruptTimeouts is 0.")
        .over(LINE)
        .telling(FAST_RETRAN, TIMEOUTS, ABRUPT_TIMEOUTS, PKTS_RETRANS, CONG_SIGNALS)
        .script(stage -> {
          stage.before(Drop.segmentTimes(FEW, 2));
          stage.send(FLIGHT);
          stage.pause(HOLE);
          stage.read(MISSING);
          stage.settle();
        })
        .expecting(claims -> {
          claims.sender(FAST_RETRAN, 1, SCRIPT);
          claims.sender(TIMEOUTS, 1, SCRIPT);
          claims.sender(ABRUPT_TIMEOUTS, 0, SCRIPT);
          claims.sender(SUBSEQUENT_TIMEOUTS, 0, SCRIPT);
          claims.sender(PKTS_RETRANS, 2, SCRIPT);
          long span = (INITIAL_WINDOW - FEW + 1L) * SEGMENT;
          claims.at(MISSING, Side.SERVER, RecMember.CUR_REASM_QUEUE, span, span, SCRIPT);
          claims.receiver(RecMember.MAX_REASM_QUEUE, span, SCRIPT);
          claims.sender(CONG_SIGNALS, 1, SCRIPT);
        });
  }

  private static Scenario spuriousTimeout() {
    return Scenario.named("spurious-timeout")
        .path("the path stands still for 0.6 s and then delivers everything")
        .meaning(
            "The timer expired, but nothing had been lost, only late; the sender found out and"
                + " took its slowing down back. Look for a path that stalls: radio, a paused VM.")
        .over(LINE)
        .telling(TIMEOUTS, SPURIOUS_RTO_DETECTIONS, MAX_RTT, RTT_VAR, DSACK_DUPS, PKTS_RETRANS)
        .script(stage -> {
          Standstill standstill = stage.after(new Standstill());
          stage.deliver(FLIGHT);
          standstill.begin(STILL);
          stage.deliver((long) FEW * SEGMENT);
        })
        .expecting(claims -> {
          claims.sender(TIMEOUTS, 1, SCRIPT);
          claims.sender(SPURIOUS_RTO_DETECTIONS, 1, SCRIPT);
          claims.sender(CONG_SIGNALS, 1, SCRIPT);
          claims.sender(FAST_RETRAN, 0, SCRIPT);
        });
  }
}
