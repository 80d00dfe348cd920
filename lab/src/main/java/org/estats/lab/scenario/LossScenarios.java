package org.estats.lab.scenario;

import static org.estats.catalogue.PathMember.ABRUPT_TIMEOUTS;
import static org.estats.catalogue.PathMember.BYTES_RETRANS;
import static org.estats.catalogue.PathMember.CONG_SIGNALS;
import static org.estats.catalogue.PathMember.DUP_ACKS_IN;
import static org.estats.catalogue.PathMember.FAST_RETRAN;
import static org.estats.catalogue.PathMember.PKTS_RETRANS;
import static org.estats.catalogue.PathMember.POST_CONG_COUNT_RTT;
import static org.estats.catalogue.PathMember.POST_CONG_SUM_RTT;
import static org.estats.catalogue.PathMember.PRE_CONG_SUM_CWND;
import static org.estats.catalogue.PathMember.PRE_CONG_SUM_RTT;
import static org.estats.catalogue.PathMember.SACKS_RCVD;
import static org.estats.catalogue.PathMember.SACK_BLOCKS_RCVD;
import static org.estats.catalogue.PathMember.SEND_STALL;
import static org.estats.catalogue.PathMember.SND_DUP_ACK_EPISODES;
import static org.estats.catalogue.PathMember.TIMEOUTS;
import static org.estats.lab.scenario.Paths.FLIGHT;
import static org.estats.lab.scenario.Paths.INITIAL_WINDOW;
import static org.estats.lab.scenario.Paths.LINE;
import static org.estats.lab.scenario.Paths.SEGMENT;
import static org.estats.lab.scenario.Witness.KERNEL;
import static org.estats.lab.scenario.Witness.PACKETS;
import static org.estats.lab.scenario.Witness.SCRIPT;

import java.time.Duration;
import java.util.List;
import org.estats.lab.HostOptions;
import org.estats.lab.IpFamily;
import org.estats.lab.LinkOptions;
import org.estats.lab.Side;
import org.estats.lab.fault.BurstLoss;
import org.estats.lab.fault.Drop;
import org.estats.lab.truth.RecoveryTruth;

/// Segments that vanish, and are found missing by what their receiver says.
final class LossScenarios {

  private static final long BULK_BYTES = 2_000_000;
  private static final double LOSS = 0.01;
  private static final int VICTIM = 5;

  /// Reno's window after the first loss, which was noticed at fourteen segments.
  private static final int HALVED = 7;

  /// Longer than the collector takes to set its flag for the states after ESTABLISHED.
  private static final Duration FLAG_SET = Duration.ofMillis(50);

  private LossScenarios() {}

  static List<Scenario> all() {
    return List.of(
        oneLoss(),
        noSack(),
        halfClosed(),
        tailLoss(),
        burstLoss(),
        twoLosses(),
        noTimestamps(),
        switchedOnLate(),
        randomLoss("random-loss", "cubic", IpFamily.IPV4),
        randomLoss("random-loss-reno", "reno", IpFamily.IPV4).notInDemo(),
        randomLoss("random-loss-bbr", "bbr", IpFamily.IPV6).notInDemo(),
        randomLoss("random-loss-ipv6", "cubic", IpFamily.IPV6).notInDemo());
  }

  private static Scenario oneLoss() {
    return Scenario.named("one-loss")
        .path("ten segments are sent, the fifth is lost")
        .meaning(
            "The receiver said at once what was missing (SACKs), it was sent again within a round"
                + " trip, and the sender halved its speed once: a network loss, cheaply repaired.")
        .over(LINE)
        .telling(FAST_RETRAN, PKTS_RETRANS, CONG_SIGNALS, SACKS_RCVD, DUP_ACKS_IN, TIMEOUTS)
        .script(stage -> {
          stage.before(Drop.segment(VICTIM));
          stage.deliver(FLIGHT);
        })
        .expecting(LossScenarios::oneFastRetransmit);
  }

  /// The fifth of ten segments was lost: four were acknowledged before, and the window had grown by
  /// as many.
  private static void oneFastRetransmit(Claims claims) {
    claims.sender(FAST_RETRAN, 1, SCRIPT);
    claims.sender(PKTS_RETRANS, 1, SCRIPT);
    claims.sender(BYTES_RETRANS, SEGMENT, SCRIPT);
    claims.sender(CONG_SIGNALS, 1, SCRIPT);
    claims.sender(TIMEOUTS, 0, SCRIPT);
    claims.sender(ABRUPT_TIMEOUTS, 0, SCRIPT);
    claims.sender(SEND_STALL, 0, SCRIPT);
    claims.sender(POST_CONG_COUNT_RTT, 1, SCRIPT);
    claims.sender(PRE_CONG_SUM_CWND, (long) (INITIAL_WINDOW + VICTIM - 1) * SEGMENT, SCRIPT);
    claims.receiver(SND_DUP_ACK_EPISODES, 1, SCRIPT);
    recoveries(claims);
  }

  /// The round trips around each recovery, as the packets show them.
  static void recoveries(Claims claims) {
    RecoveryTruth truth = claims.evidence().recoveries();
    long after = truth.firstAfterMicros().stream().mapToLong(Long::longValue).sum();
    long slack = truth.count() * 1_000L;
    long before = truth.sumBeforeMicros();
    claims.sender(FAST_RETRAN, truth.count(), PACKETS);
    claims.sender(PRE_CONG_SUM_RTT, before - slack, before + slack, PACKETS);
    claims.sender(POST_CONG_SUM_RTT, after - slack, after + slack, PACKETS);
  }

  private static Scenario noSack() {
    HostOptions plain = HostOptions.standard().withSack(false);
    return Scenario.named("no-sack")
        .path("the same loss between hosts without selective acknowledgements")
        .meaning(
            "Without SACK the receiver can only repeat its last ACK (DupAcksIn); after three the"
                + " sender guessed what was missing.")
        .over(LINE)
        .between(plain, plain)
        .notInDemo()
        .telling(FAST_RETRAN, DUP_ACKS_IN, SACKS_RCVD, SACK_BLOCKS_RCVD)
        .script(stage -> {
          stage.before(Drop.segment(VICTIM));
          stage.deliver(FLIGHT);
        })
        .expecting(claims -> {
          oneFastRetransmit(claims);
          claims.sender(DUP_ACKS_IN, INITIAL_WINDOW - VICTIM, SCRIPT);
          claims.sender(SACKS_RCVD, 0, SCRIPT);
          claims.sender(SACK_BLOCKS_RCVD, 0, SCRIPT);
        });
  }

  private static Scenario halfClosed() {
    return Scenario.named("half-closed")
        .path("the same loss after the receiver has closed its own direction")
        .meaning("Counting goes on in every state in which data can still flow.")
        .over(LINE)
        .pastEstablished()
        .notInDemo()
        .telling(FAST_RETRAN, PKTS_RETRANS, SACKS_RCVD)
        .script(stage -> {
          stage.pause(FLAG_SET);
          stage.server().shutdownOutput();
          stage.settle();
          stage.before(Drop.segment(VICTIM));
          stage.deliver(FLIGHT);
        })
        .expecting(LossScenarios::oneFastRetransmit);
  }

  private static Scenario tailLoss() {
    return Scenario.named("tail-loss")
        .path("the last of ten segments is lost; ten more follow later")
        .meaning(
            "No later data could reveal the loss, so after a while the sender sent the last one"
                + " again on suspicion (tail-loss probe). That repaired it: one congestion signal,"
                + " no timeout.")
        .over(LINE)
        .telling(PKTS_RETRANS, CONG_SIGNALS, FAST_RETRAN, TIMEOUTS)
        .script(stage -> {
          stage.before(Drop.segment(INITIAL_WINDOW));
          stage.deliver(FLIGHT);
          stage.deliver(FLIGHT);
        })
        .expecting(claims -> {
          Evidence e = claims.evidence();
          claims.sender(PKTS_RETRANS, 1, SCRIPT);
          claims.sender(PKTS_RETRANS, e.kernel(Side.CLIENT, "TcpExt.TCPLossProbes"), KERNEL);
          claims.sender(CONG_SIGNALS, 1, SCRIPT);
          claims.sender(CONG_SIGNALS, e.kernel(Side.CLIENT, "TcpExt.TCPLossProbeRecovery"), KERNEL);
          claims.sender(FAST_RETRAN, 0, SCRIPT);
          claims.sender(TIMEOUTS, 0, SCRIPT);
          claims.sender(SEND_STALL, 0, SCRIPT);
        });
  }

  private static Scenario burstLoss() {
    return Scenario.named("burst-loss")
        .path("2 MB on a path that loses some eight packets in a row now and then")
        .meaning(
            "Many segments were sent again for few congestion signals: losses come in bursts, as"
                + " from a radio link or a full queue, not one by one.")
        .over(LINE)
        .telling(PKTS_RETRANS, CONG_SIGNALS, FAST_RETRAN, SACK_BLOCKS_RCVD, TIMEOUTS)
        .script(stage -> {
          stage.before(new BurstLoss(0.004, 8, 4));
          stage.deliver(BULK_BYTES);
        });
  }

  private static Scenario randomLoss(String name, String congestionControl, IpFamily family) {
    LinkOptions lossy = LINE.withToServer(LINE.toServer().withLoss(LOSS));
    HostOptions host = HostOptions.standard().withCongestionControl(congestionControl);
    return Scenario.named(name)
        .path("2 MB on a path that loses 1 % of the packets")
        .meaning(
            "Single losses all along. Most made the sender slow down (CongSignals), though the"
                + " path was far from full.")
        .over(lossy)
        .between(host, host)
        .family(family)
        .telling(PKTS_RETRANS, CONG_SIGNALS, FAST_RETRAN, DUP_ACKS_IN, SACKS_RCVD)
        .script(stage -> stage.deliver(BULK_BYTES));
  }

  private static Scenario twoLosses() {
    HostOptions reno = HostOptions.standard().withCongestionControl("reno");
    return Scenario.named("two-losses")
        .path("one loss in the first ten segments, one in the seven that follow")
        .meaning("Each loss is a congestion signal of its own; the sums add both up.")
        .over(LINE)
        .between(reno, reno)
        .notInDemo()
        .telling(CONG_SIGNALS, PRE_CONG_SUM_CWND, PRE_CONG_SUM_RTT, POST_CONG_SUM_RTT)
        .script(stage -> {
          stage.before(Drop.segment(VICTIM));
          stage.deliver(FLIGHT);
          stage.before(Drop.segment(1));
          stage.deliver((long) HALVED * SEGMENT);
        })
        .expecting(claims -> {
          claims.sender(CONG_SIGNALS, 2, SCRIPT);
          claims.sender(
              PRE_CONG_SUM_CWND, (INITIAL_WINDOW + VICTIM - 1L + HALVED) * SEGMENT, SCRIPT);
          claims.sender(POST_CONG_COUNT_RTT, 2, SCRIPT);
          recoveries(claims);
        });
  }

  private static Scenario noTimestamps() {
    HostOptions plain = HostOptions.standard().withTimestamps(false);
    return Scenario.named("no-timestamps")
        .path("one of ten segments is lost between hosts without timestamps")
        .meaning("SACK options are found wherever they stand.")
        .over(LINE)
        .between(plain, plain)
        .notInDemo()
        .telling(SACKS_RCVD, SACK_BLOCKS_RCVD, FAST_RETRAN)
        .script(stage -> {
          stage.before(Drop.segment(VICTIM));
          stage.deliver(FLIGHT);
        })
        .expecting(claims -> claims.sender(FAST_RETRAN, 1, SCRIPT));
  }

  private static Scenario switchedOnLate() {
    return Scenario.named("switched-on-late")
        .path("a loss before counting begins, and one after")
        .meaning("What happened before a group was switched on is not in it.")
        .over(LINE)
        .notInDemo()
        .telling(PKTS_RETRANS, BYTES_RETRANS, FAST_RETRAN, CONG_SIGNALS)
        .script(stage -> {
          stage.before(Drop.segment(VICTIM));
          stage.deliver(FLIGHT);
          stage.switchOffAndOn();
          stage.before(Drop.segment(1));
          stage.deliver(VICTIM * (long) SEGMENT);
        })
        .expecting(claims -> {
          claims.sender(PKTS_RETRANS, 1, SCRIPT);
          claims.sender(BYTES_RETRANS, SEGMENT, SCRIPT);
          claims.sender(FAST_RETRAN, 1, SCRIPT);
          claims.sender(CONG_SIGNALS, 1, SCRIPT);
        });
  }
}
