package org.estats.lab.scenario;

import static org.estats.catalogue.BandwidthMember.INBOUND_BANDWIDTH;
import static org.estats.catalogue.BandwidthMember.INBOUND_BANDWIDTH_PEAKED;
import static org.estats.catalogue.BandwidthMember.INBOUND_INSTABILITY;
import static org.estats.catalogue.BandwidthMember.OUTBOUND_BANDWIDTH;
import static org.estats.catalogue.BandwidthMember.OUTBOUND_BANDWIDTH_PEAKED;
import static org.estats.catalogue.BandwidthMember.OUTBOUND_INSTABILITY;
import static org.estats.catalogue.SendBuffMember.CUR_APP_W_QUEUE;
import static org.estats.catalogue.SendBuffMember.CUR_RETX_QUEUE;
import static org.estats.catalogue.SendBuffMember.MAX_APP_W_QUEUE;
import static org.estats.catalogue.SndCongMember.CONG_AVOID;
import static org.estats.catalogue.SndCongMember.CUR_CWND;
import static org.estats.catalogue.SndCongMember.CUR_SSTHRESH;
import static org.estats.catalogue.SndCongMember.LIM_CWND;
import static org.estats.catalogue.SndCongMember.MAX_CA_CWND;
import static org.estats.catalogue.SndCongMember.MAX_SSTHRESH;
import static org.estats.catalogue.SndCongMember.MAX_SS_CWND;
import static org.estats.catalogue.SndCongMember.MIN_SSTHRESH;
import static org.estats.catalogue.SndCongMember.OTHER_REDUCTIONS;
import static org.estats.catalogue.SndCongMember.SLOW_START;
import static org.estats.lab.scenario.Paths.FLIGHT;
import static org.estats.lab.scenario.Paths.INITIAL_WINDOW;
import static org.estats.lab.scenario.Paths.LINE;
import static org.estats.lab.scenario.Paths.SEGMENT;
import static org.estats.lab.scenario.Witness.PACKETS;
import static org.estats.lab.scenario.Witness.SCRIPT;

import java.time.Duration;
import java.util.List;
import org.estats.lab.HostOptions;
import org.estats.lab.Side;
import org.estats.lab.fault.Blackout;
import org.estats.lab.fault.Drop;
import org.estats.lab.truth.QueueTruth;

/// How the congestion window grows and shrinks, what waits in the send queue, and how fast the path
/// turns out to be.
final class GrowthScenarios {

  private static final String DARK = "dark";
  private static final int VICTIM = 5;

  /// Half of the fourteen segments that the window had reached when the loss was noticed.
  private static final int THRESHOLD = 7;

  private static final int QUEUED_SEGMENTS = 30;
  private static final Duration IDLE = Duration.ofMillis(900);
  private static final Duration SHORT = Duration.ofMillis(60);
  private static final long BULK_BYTES = 3_000_000;

  /// What is left of 20 Mbit/s when the headers are taken off.
  private static final double PAYLOAD_RATE = 20_000_000.0 * SEGMENT / 1_500;

  private static final HostOptions RENO = HostOptions.standard().withCongestionControl("reno");

  private GrowthScenarios() {}

  static List<Scenario> all() {
    return List.of(slowStart(), avoidance(), idleRestart(), queued(), lineRate());
  }

  private static Scenario slowStart() {
    return Scenario.named("slow-start")
        .path("ten segments on a new connection")
        .meaning(
            "Each acknowledged segment let the window grow by one (SlowStart): a new connection"
                + " needs some round trips before it is fast.")
        .over(LINE)
        .between(RENO, RENO)
        .notInDemo()
        .telling(SLOW_START, CUR_CWND, MAX_SS_CWND, CONG_AVOID)
        .script(stage -> stage.deliver(FLIGHT))
        .expecting(claims -> {
          claims.sender(SLOW_START, claims.evidence().advances(), PACKETS);
          claims.sender(CUR_CWND, 2L * FLIGHT, SCRIPT);
          claims.sender(MAX_SS_CWND, 2L * FLIGHT, SCRIPT);
          claims.sender(CONG_AVOID, 0, SCRIPT);
          claims.sender(OTHER_REDUCTIONS, 0, SCRIPT);
          claims.unmoved(
              Side.CLIENT, LIM_CWND, CUR_SSTHRESH, MAX_SSTHRESH, MIN_SSTHRESH, MAX_CA_CWND);
          claims.unmoved(
              Side.SERVER, SLOW_START, CUR_CWND, MAX_SS_CWND, CONG_AVOID, OTHER_REDUCTIONS);
        });
  }

  private static Scenario avoidance() {
    return Scenario.named("congestion-avoidance")
        .path("Reno after one loss: three windows of data, one after the other")
        .meaning(
            "After a loss the window grows by one segment a round trip only (CongAvoid): on long"
                + " paths a single loss costs for a long time.")
        .over(LINE)
        .between(RENO, RENO)
        .notInDemo()
        .telling(CONG_AVOID, CUR_SSTHRESH, MAX_SSTHRESH, MIN_SSTHRESH, MAX_CA_CWND, CUR_CWND)
        .script(stage -> {
          stage.before(Drop.segment(VICTIM));
          stage.deliver(FLIGHT);
          for (int flight = 0; flight < 3; flight++) {
            stage.deliver((long) (THRESHOLD + flight) * SEGMENT);
          }
        })
        .expecting(claims -> {
          claims.sender(CONG_AVOID, 3, SCRIPT);
          claims.sender(SLOW_START, VICTIM - 1, SCRIPT);
          claims.sender(CUR_SSTHRESH, (long) THRESHOLD * SEGMENT, SCRIPT);
          claims.sender(MAX_SSTHRESH, (long) THRESHOLD * SEGMENT, SCRIPT);
          claims.sender(MIN_SSTHRESH, (long) THRESHOLD * SEGMENT, SCRIPT);
          claims.sender(CUR_CWND, (THRESHOLD + 3L) * SEGMENT, SCRIPT);
          claims.sender(MAX_CA_CWND, (THRESHOLD + 3L) * SEGMENT, SCRIPT);
          claims.sender(MAX_SS_CWND, (INITIAL_WINDOW + VICTIM - 1L) * SEGMENT, SCRIPT);
          claims.sender(OTHER_REDUCTIONS, 0, SCRIPT);
        });
  }

  private static Scenario idleRestart() {
    return Scenario.named("idle-restart")
        .path("ten segments, a second of silence, ten more")
        .meaning(
            "After the pause the sender no longer trusted its window and went back to the first"
                + " one (OtherReductions): bursts after idle times begin slowly.")
        .over(LINE)
        .between(RENO, RENO)
        .notInDemo()
        .telling(OTHER_REDUCTIONS, CONG_AVOID)
        .script(stage -> {
          stage.deliver(FLIGHT);
          stage.pause(IDLE);
          stage.deliver(FLIGHT);
        })
        .expecting(claims -> {
          claims.sender(OTHER_REDUCTIONS, 1, SCRIPT);
          claims.sender(CONG_AVOID, 0, SCRIPT);
        });
  }

  private static Scenario queued() {
    HostOptions roomy =
        HostOptions.standard().withSysctl("net.ipv4.tcp_wmem", "4096 1000000 1000000");
    return Scenario.named("queued")
        .path("thirty segments are written at once while nothing gets through")
        .meaning("What the window did not let out waited in the send queue.")
        .over(LINE)
        .between(roomy, roomy)
        .notInDemo()
        .telling(CUR_RETX_QUEUE, CUR_APP_W_QUEUE, MAX_APP_W_QUEUE)
        .script(stage -> {
          Blackout blackout = stage.before(new Blackout());
          blackout.begin();
          stage.send((long) QUEUED_SEGMENTS * SEGMENT);
          stage.pause(SHORT);
          stage.read(DARK);
          blackout.end();
          stage.settle();
        })
        .expecting(claims -> {
          QueueTruth truth = claims.evidence().queues(Side.CLIENT, DARK);
          long waiting = (long) QUEUED_SEGMENTS * SEGMENT - truth.sentUpToBytes();
          claims.senderAt(DARK, CUR_APP_W_QUEUE, waiting, waiting, PACKETS);
          long out = truth.unacknowledgedBytes();
          claims.senderAt(DARK, CUR_RETX_QUEUE, out, out, PACKETS);
          long most = (QUEUED_SEGMENTS - (long) INITIAL_WINDOW) * SEGMENT;
          // No hook is called when the probe for a lost tail lets out one more.
          claims.sender(MAX_APP_W_QUEUE, most - SEGMENT, most, SCRIPT);
        });
  }

  private static Scenario lineRate() {
    return Scenario.named("line-rate")
        .path("3 MB through a line of 20 Mbit/s")
        .meaning("Both ends found out what the line carries: 19.3 Mbit/s without the headers.")
        .over(LINE)
        .telling(OUTBOUND_BANDWIDTH, OUTBOUND_INSTABILITY, INBOUND_BANDWIDTH, INBOUND_INSTABILITY)
        .script(stage -> stage.deliver(BULK_BYTES))
        .expecting(claims -> {
          long low = Math.round(0.93 * PAYLOAD_RATE);
          long high = Math.round(1.10 * PAYLOAD_RATE);
          claims.within(Side.CLIENT, OUTBOUND_BANDWIDTH, low, high, SCRIPT);
          claims.within(Side.SERVER, INBOUND_BANDWIDTH, low, high, SCRIPT);
          claims.within(Side.CLIENT, OUTBOUND_BANDWIDTH_PEAKED, 1, 1, SCRIPT);
          claims.within(Side.SERVER, INBOUND_BANDWIDTH_PEAKED, 1, 1, SCRIPT);
          long steady = Math.round(0.25 * PAYLOAD_RATE);
          claims.within(Side.CLIENT, OUTBOUND_INSTABILITY, 1, steady, SCRIPT);
          claims.within(Side.SERVER, INBOUND_INSTABILITY, 1, steady, SCRIPT);
          claims.unmoved(
              Side.CLIENT, INBOUND_BANDWIDTH, INBOUND_BANDWIDTH_PEAKED, INBOUND_INSTABILITY);
          claims.unmoved(
              Side.SERVER, OUTBOUND_BANDWIDTH, OUTBOUND_BANDWIDTH_PEAKED, OUTBOUND_INSTABILITY);
        });
  }
}
