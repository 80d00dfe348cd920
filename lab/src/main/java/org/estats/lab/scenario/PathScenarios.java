package org.estats.lab.scenario;

import static org.estats.catalogue.DataMember.SOFT_ERRORS;
import static org.estats.catalogue.PathMember.ABRUPT_TIMEOUTS;
import static org.estats.catalogue.PathMember.BYTES_RETRANS;
import static org.estats.catalogue.PathMember.CONG_SIGNALS;
import static org.estats.catalogue.PathMember.CUR_MSS;
import static org.estats.catalogue.PathMember.CUR_RTO;
import static org.estats.catalogue.PathMember.CUR_TIMEOUT_COUNT;
import static org.estats.catalogue.PathMember.DSACK_DUPS;
import static org.estats.catalogue.PathMember.DUP_ACKS_IN;
import static org.estats.catalogue.PathMember.ECE_RCVD;
import static org.estats.catalogue.PathMember.ECN_SIGNALS;
import static org.estats.catalogue.PathMember.FAST_RETRAN;
import static org.estats.catalogue.PathMember.MAX_MSS;
import static org.estats.catalogue.PathMember.MAX_RTT;
import static org.estats.catalogue.PathMember.MIN_MSS;
import static org.estats.catalogue.PathMember.MIN_RTO;
import static org.estats.catalogue.PathMember.MIN_RTT;
import static org.estats.catalogue.PathMember.NON_RECOV_DA;
import static org.estats.catalogue.PathMember.NON_RECOV_DA_EPISODES;
import static org.estats.catalogue.PathMember.PKTS_RETRANS;
import static org.estats.catalogue.PathMember.POST_CONG_COUNT_RTT;
import static org.estats.catalogue.PathMember.POST_CONG_SUM_RTT;
import static org.estats.catalogue.PathMember.PRE_CONG_SUM_CWND;
import static org.estats.catalogue.PathMember.PRE_CONG_SUM_RTT;
import static org.estats.catalogue.PathMember.RETRAN_THRESH;
import static org.estats.catalogue.PathMember.RTT_VAR;
import static org.estats.catalogue.PathMember.SACKS_RCVD;
import static org.estats.catalogue.PathMember.SACK_BLOCKS_RCVD;
import static org.estats.catalogue.PathMember.SEND_STALL;
import static org.estats.catalogue.PathMember.SMOOTHED_RTT;
import static org.estats.catalogue.PathMember.SND_DUP_ACK_EPISODES;
import static org.estats.catalogue.PathMember.SPURIOUS_RTO_DETECTIONS;
import static org.estats.catalogue.PathMember.SUBSEQUENT_TIMEOUTS;
import static org.estats.catalogue.PathMember.SUM_BYTES_REORDERED;
import static org.estats.catalogue.PathMember.TIMEOUTS;
import static org.estats.lab.scenario.Paths.FLIGHT;
import static org.estats.lab.scenario.Paths.LINE;
import static org.estats.lab.scenario.Paths.SEGMENT;
import static org.estats.lab.scenario.Witness.KERNEL;
import static org.estats.lab.scenario.Witness.PACKETS;
import static org.estats.lab.scenario.Witness.SCRIPT;
import static org.estats.lab.scenario.Witness.SS;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;
import org.estats.catalogue.SndCongMember;
import org.estats.lab.Direction;
import org.estats.lab.HostOptions;
import org.estats.lab.IpFamily;
import org.estats.lab.Lab;
import org.estats.lab.LinkOptions;
import org.estats.lab.Side;
import org.estats.lab.SocketFigures;
import org.estats.lab.fault.MarkCe;
import org.estats.lab.fault.PathMtu;
import org.estats.lab.truth.RecoveryTruth;
import org.estats.lab.truth.RttEstimate;

/// Paths that are well, too full, marked, narrow or stalled at home.
final class PathScenarios {

  private static final Member[] SIGNS_OF_TROUBLE = {
    FAST_RETRAN,
    TIMEOUTS,
    SUBSEQUENT_TIMEOUTS,
    CUR_TIMEOUT_COUNT,
    ABRUPT_TIMEOUTS,
    PKTS_RETRANS,
    BYTES_RETRANS,
    DUP_ACKS_IN,
    SACKS_RCVD,
    SACK_BLOCKS_RCVD,
    CONG_SIGNALS,
    PRE_CONG_SUM_CWND,
    PRE_CONG_SUM_RTT,
    POST_CONG_SUM_RTT,
    POST_CONG_COUNT_RTT,
    ECN_SIGNALS,
    ECE_RCVD,
    SEND_STALL,
    SND_DUP_ACK_EPISODES,
    SUM_BYTES_REORDERED,
    NON_RECOV_DA,
    NON_RECOV_DA_EPISODES,
    DSACK_DUPS,
    SPURIOUS_RTO_DETECTIONS
  };

  /// What runs on while nothing happens: the sender has nothing to send.
  private static final Set<Member> RUNNING = Set.of(SndCongMember.SND_LIM_TIME_SND);

  private static final Duration IDLE = Duration.ofMillis(400);
  private static final int REQUESTS = 30;
  private static final int REQUEST_BYTES = 200;
  private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(60);
  private static final long CLEAN_BYTES = 500_000;
  private static final long BULK_BYTES = 2_500_000;
  private static final int LOCAL_QUEUE = 4;
  private static final int NARROW_BYTES = 1_300;
  private static final int V4_HEADERS_BYTES = 52;
  private static final long RTO_MIN_MICROS = 200_000;
  private static final long TWO_JIFFIES_MICROS = 20_000;
  private static final long JIFFY_MICROS = 10_000;

  private PathScenarios() {}

  static List<Scenario> all() {
    return List.of(
        idle(),
        clean(),
        steady(),
        bufferbloat(),
        ecn("ecn", IpFamily.IPV4),
        ecn("ecn-ipv6", IpFamily.IPV6).notInDemo(),
        sendStall(),
        mtuShrink(),
        blackHole(),
        mtuProbe());
  }

  private static Scenario idle() {
    return Scenario.named("idle")
        .path("a connection on which nothing is ever sent")
        .meaning("Nothing is counted where nothing happens.")
        .over(LINE)
        .notInDemo()
        .script(stage -> stage.pause(IDLE))
        .expecting(claims -> {
          for (Side side : Side.values()) {
            claims.unmoved(
                side,
                Catalogue.members().stream()
                    .filter(member -> member.collectedBy().isPresent())
                    .filter(member -> !RUNNING.contains(member))
                    .toArray(Member[]::new));
          }
        });
  }

  private static Scenario clean() {
    return Scenario.named("clean")
        .path("500 kB at 20 Mbit/s over 40 ms, nothing goes wrong")
        .meaning(
            "Nothing was lost or sent twice; the round trip grew only while the line itself was"
                + " full. This path is not what slows you down.")
        .over(LINE)
        .telling(PKTS_RETRANS, DUP_ACKS_IN, CONG_SIGNALS, TIMEOUTS, MIN_RTT, MAX_RTT)
        .script(stage -> stage.deliver(CLEAN_BYTES))
        .expecting(claims -> {
          for (Member member : SIGNS_OF_TROUBLE) {
            claims.sender(member, 0, SCRIPT);
            claims.receiver(member, 0, SCRIPT);
          }
          claims.sender(SOFT_ERRORS, 0, SCRIPT);
          claims.receiver(SOFT_ERRORS, 0, SCRIPT);
          claims.unmoved(Side.CLIENT, RETRAN_THRESH, CUR_MSS, MAX_MSS, MIN_MSS);
          claims.unmoved(Side.SERVER, RETRAN_THRESH, CUR_MSS, MAX_MSS, MIN_MSS);
          claims.sender(CUR_MSS, longestPayload(claims), PACKETS);
        });
  }

  private static long longestPayload(Claims claims) {
    Evidence e = claims.evidence();
    return e.longestPayload(0, e.reading(Evidence.END).row());
  }

  private static Scenario steady() {
    return Scenario.named("steady")
        .path("30 small messages, one every 60 ms, over an even path of 40 ms")
        .meaning(
            "The round trip hardly varies (RttVar), so the timeout is as short as Linux allows:"
                + " the round trip and 200 ms.")
        .over(LINE)
        .telling(SMOOTHED_RTT, RTT_VAR, MIN_RTT, MAX_RTT, CUR_RTO, MIN_RTO)
        .script(stage -> {
          for (int i = 0; i < REQUESTS; i++) {
            stage.send(REQUEST_BYTES);
            stage.pause(BETWEEN_REQUESTS);
          }
          stage.settle();
        })
        .expecting(claims -> {
          RttEstimate rtt = RttEstimate.of(claims.evidence().rtt(Side.CLIENT).samples());
          timeout(claims, CUR_RTO, rtt.smoothedMicros());
          timeout(claims, MIN_RTO, rtt.leastSmoothedMicros());
          // Round trips that hardly vary move it by a jiffy at most.
          SocketFigures ss = claims.evidence().reading(Evidence.BEGIN).socket(Side.CLIENT);
          long first = Math.round(ss.get("rto").orElseThrow() * 1_000);
          claims.sender(MIN_RTO, first - JIFFY_MICROS, first, SS);
        });
  }

  /// While round trips vary little, the timeout is the smoothed one and 200 ms, in whole jiffies.
  private static void timeout(Claims claims, Member member, double smoothedMicros) {
    long least = Math.round(smoothedMicros) + RTO_MIN_MICROS;
    claims.sender(member, least - 1_000, least + TWO_JIFFIES_MICROS, PACKETS);
  }

  private static Scenario bufferbloat() {
    HostOptions reno = HostOptions.standard().withCongestionControl("reno");
    LinkOptions line = LinkOptions.symmetric(10_000_000, Duration.ofMillis(20));
    return Scenario.named("bufferbloat")
        .path("2.5 MB at 10 Mbit/s over 20 ms, with 150 ms of queue")
        .meaning(
            "Before each loss the round trip (PreCongSumRtt divided by CongSignals) was many times"
                + " the least (MinRtt): the path's own queue made it slow long before it dropped"
                + " anything.")
        .over(line.withToServer(line.toServer().withQueuePackets(125)))
        .between(reno, reno)
        .telling(MIN_RTT, MAX_RTT, PRE_CONG_SUM_RTT, CONG_SIGNALS, PKTS_RETRANS)
        .script(stage -> stage.deliver(BULK_BYTES))
        .expecting(claims -> {
          RecoveryTruth truth = claims.evidence().recoveries();
          LossScenarios.recoveries(claims);
          claims.sender(CONG_SIGNALS, truth.count(), PACKETS);
          claims.sender(POST_CONG_COUNT_RTT, truth.firstAfterMicros().size(), PACKETS);
          long least = claims.evidence().end(Side.CLIENT).exact(MIN_RTT).orElse(0);
          claims.sender(PRE_CONG_SUM_RTT, 3 * least * truth.count(), Long.MAX_VALUE, SCRIPT);
        });
  }

  private static Scenario ecn(String name, IpFamily family) {
    HostOptions ecn = HostOptions.standard().withEcn(1);
    return Scenario.named(name)
        .family(family)
        .path("a router marks one segment instead of dropping it")
        .meaning(
            "The network asked the sender to slow down (EcnSignals) without losing anything:"
                + " congestion, told politely.")
        .over(LINE)
        .between(ecn, ecn)
        .telling(ECN_SIGNALS, CONG_SIGNALS, ECE_RCVD, PKTS_RETRANS)
        .script(stage -> {
          stage.after(MarkCe.segments(5, 5));
          stage.deliver(FLIGHT);
          stage.deliver(FLIGHT);
        })
        .expecting(claims -> {
          claims.receiver(ECE_RCVD, 1, SCRIPT);
          if (family == IpFamily.IPV4) { // the other family has no such counter
            long marks = claims.evidence().kernel(Side.SERVER, "IpExt.InCEPkts");
            claims.receiver(ECE_RCVD, marks, KERNEL);
          }
          claims.sender(CONG_SIGNALS, 1, SCRIPT);
          claims.sender(FAST_RETRAN, 0, SCRIPT);
          claims.sender(SEND_STALL, 0, SCRIPT);
          claims.sender(PKTS_RETRANS, 0, SCRIPT);
        });
  }

  private static Scenario sendStall() {
    return Scenario.named("send-stall")
        .path("the sender's own interface queue is full and drops")
        .meaning(
            "The sender slowed down because of itself (SendStall): its own interface queue was"
                + " full, the network had no part in it.")
        .over(LINE)
        .telling(SEND_STALL, CONG_SIGNALS, PKTS_RETRANS, FAST_RETRAN)
        .script(stage -> {
          Lab lab = stage.lab();
          lab.client().shortQueue(LOCAL_QUEUE);
          lab.link().stall(Direction.TO_SERVER, true);
          // One by one: of several at once the kernel does not tell TCP that some were refused.
          for (int i = 0; i <= LOCAL_QUEUE; i++) {
            stage.send(SEGMENT);
          }
          lab.link().stall(Direction.TO_SERVER, false);
          stage.settle();
          stage.note(Evidence.LOCAL_DROPS, lab.client().unseenDrops());
        })
        .expecting(claims -> {
          claims.sender(SEND_STALL, 1, SCRIPT);
          claims.sender(CONG_SIGNALS, 1, SCRIPT);
          claims.sender(FAST_RETRAN, 0, SCRIPT);
          claims.sender(TIMEOUTS, 0, SCRIPT);
        });
  }

  private static Scenario mtuShrink() {
    return Scenario.named("mtu-shrink")
        .path("the path narrows: packets beyond 1300 bytes are refused")
        .meaning(
            "The path told the sender to send smaller packets. What had been too large was sent"
                + " again in pieces and CurMss fell; no congestion was involved. A tunnel or VPN"
                + " came in between.")
        .over(LINE)
        .telling(CUR_MSS, MAX_MSS, MIN_MSS, PKTS_RETRANS, CONG_SIGNALS)
        .script(stage -> narrow(stage, PathMtu.thatTells()))
        .expecting(claims -> {
          narrowed(claims, NARROW_BYTES - V4_HEADERS_BYTES, SCRIPT);
          claims.sender(CONG_SIGNALS, 0, SCRIPT);
          claims.sender(FAST_RETRAN, 0, SCRIPT);
        });
  }

  /// The path is wide for one flight and narrow for the next.
  private static void narrow(Stage stage, PathMtu path) throws IOException, InterruptedException {
    stage.before(path);
    stage.deliver(FLIGHT);
    path.shrinkTo(NARROW_BYTES);
    stage.deliver(FLIGHT);
  }

  private static void narrowed(Claims claims, long segment, Witness witness) {
    claims.sender(CUR_MSS, segment, witness);
    claims.sender(MIN_MSS, segment, witness);
    claims.unmoved(Side.CLIENT, MAX_MSS);
  }

  private static Scenario blackHole() {
    HostOptions probing = HostOptions.standard().withSysctl("net.ipv4.tcp_mtu_probing", "1");
    return Scenario.named("mtu-black-hole")
        .path("the path narrows: packets beyond 1300 bytes vanish silently")
        .meaning(
            "Large packets vanished without a word; after several timeouts the sender tried"
                + " smaller ones: a firewall that swallows ICMP.")
        .over(LINE)
        .between(probing, probing)
        .telling(CUR_MSS, MIN_MSS, TIMEOUTS, SUBSEQUENT_TIMEOUTS, PKTS_RETRANS)
        .script(stage -> narrow(stage, PathMtu.thatIsSilent()))
        .expecting(claims -> {
          Evidence e = claims.evidence();
          narrowed(claims, e.lastPayload(SEGMENT), PACKETS);
          claims.sender(TIMEOUTS, 1, SCRIPT);
          claims.sender(ABRUPT_TIMEOUTS, 1, SCRIPT);
        });
  }

  private static Scenario mtuProbe() {
    HostOptions probing =
        HostOptions.standard()
            .withSysctl("net.ipv4.tcp_mtu_probing", "2")
            .withSysctl("net.ipv4.tcp_base_mss", "1024");
    return Scenario.named("mtu-probe")
        .path("the sender begins with small packets and tries how large they may be")
        .meaning("The path takes larger packets than the sender first dared: MaxMss has grown.")
        .over(LINE)
        .between(probing, probing)
        .notInDemo()
        .telling(MAX_MSS, CUR_MSS, MIN_MSS)
        .script(stage -> stage.deliver(CLEAN_BYTES))
        .expecting(claims -> {
          claims.sender(MAX_MSS, longestPayload(claims), PACKETS);
          claims.sender(CUR_MSS, longestPayload(claims), PACKETS);
          claims.unmoved(Side.CLIENT, MIN_MSS);
        });
  }
}
