package org.estats.diagnosis;

import static org.estats.diagnosis.Wording.bytes;
import static org.estats.diagnosis.Wording.count;
import static org.estats.diagnosis.Wording.rate;
import static org.estats.diagnosis.Wording.share;
import static org.estats.diagnosis.Wording.time;

import java.util.Optional;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.SndCongMember;

/// What makes congestion control hold back: losses, marks, and what is taken for losses.
final class LossRules {

  private final Measures m;
  private final double share;

  LossRules(Measures m, double share) {
    this.m = m;
    this.share = share;
  }

  /// Retransmissions that were not needed: delays, or segments that overtook each other.
  Optional<Finding> needless() {
    boolean isNeedless =
        m.dsackDups >= Thresholds.NEEDLESS_RESENDS * m.resent && m.resent >= 3 || isHeldUp();
    boolean wasReordered = wasReordered();
    if (wasReordered
        && (isNeedless || isReordered() || m.resent == 0 || m.dsackDups > m.resent / 4)) {
      return Optional.of(reordering());
    }
    return isNeedless ? Optional.of(spurious()) : Optional.empty();
  }

  private boolean wasReordered() {
    return m.last(PathMember.RETRAN_THRESH) > Thresholds.NO_REORDERING || m.reorderings > 0;
  }

  /// Whether segments overtake each other all the time.
  boolean isReordered() {
    return wasReordered()
        && (m.reorderings >= Thresholds.REORDERED_SHARE * m.segments
            || m.sacks >= Thresholds.ALWAYS_HOLES * m.segmentsIn);
  }

  /// Timeouts that were too early, and weigh more than losses: by their number, or by the time that
  /// the path held back. A path may overflow its queue many times in between; each time costs less.
  private boolean isHeldUp() {
    boolean isMost =
        Double.isNaN(m.fastRetransmits) && m.subsequentTimeouts == 0
            || m.fastRetransmits <= 2 * m.spuriousTimeouts
            || m.spuriousTimeouts * m.largestRtt >= Thresholds.SHARE_MIN * m.seconds * 1e6;
    return m.spuriousTimeouts > 0 && m.spuriousTimeouts >= m.timeouts / 2 && isMost;
  }

  private Finding reordering() {
    return rule(Nature.REORDERING, "overtaking")
        .saw(() ->
            Wording.fill(
                "segments overtook others by up to %.0f segments; of %s %.0f had arrived already",
                m.last(PathMember.RETRAN_THRESH),
                count(m.resent, "retransmission"),
                Math.min(m.resent, m.dsackDups)))
        .says(() ->
            "segments overtake each other on the path, and the sender takes the late ones for lost")
        .advises(() ->
            "Look for what spreads one connection over several ways: per-packet load balancing or"
                + " bonding (balance-rr), parallel radio links, a multi-queue device. Have it hash"
                + " by connection (5-tuple). Until then on this host keep net.ipv4.tcp_recovery=1"
                + " (RACK, the default), which waits for late ones, and net.ipv4.tcp_max_reordering"
                + " at its 300 or more.")
        .unless(() -> "no D-SACK for what is sent again: then it is loss")
        .found(0.85);
  }

  private Finding spurious() {
    return rule(Nature.SPURIOUS_RETRANSMISSION, "needless-resends")
        .saw(() ->
            Wording.fill(
                "of %s %.0f had arrived already, and %s proved to be too early; round trips reached"
                    + " %s",
                count(m.resent, "retransmission"),
                Math.min(m.resent, m.dsackDups),
                count(m.spuriousTimeouts, "timeout"),
                time(m.largestRtt)))
        .says(() ->
            "the path holds everything back for moments longer than the timeout; nothing is lost")
        .advises(() ->
            "Look for what stops and goes on the path: Wi-Fi power save or roaming, a mobile link,"
                + " a virtual machine or VPN that is not scheduled. On this host "
                + m.changeRoute(
                    Wording.fill("rto_min %.0fms", Math.max(200, 1.2 * m.largestRtt / 1e3)))
                + ", above the largest round trip, keeps TCP from resending meanwhile; timestamps"
                + " (net.ipv4.tcp_timestamps=1) let it undo what it did.")
        .unless(() -> "no D-SACK for what is sent again: then it is loss")
        .found(0.9);
  }

  /// Marks in place of losses.
  Optional<Finding> ecn() {
    boolean isCounted = !Double.isNaN(m.signals);
    boolean isMarked =
        m.ecnSignals > 0
            && (isCounted
                ? m.fastRetransmits + m.timeouts <= m.signals / 2 && m.signals > 0
                : m.resent <= m.ecnSignals / 2);
    return isMarked
        ? Optional.of(
            rule(Nature.ECN_CONGESTION, "marks")
                .saw(() ->
                    Wording.fill(
                        isCounted
                            ? "%s by ECN set off %s, and losses %s"
                            : "%s by ECN; of losses %s%s",
                        count(m.ecnSignals, "signal"),
                        isCounted ? count(m.signals, "reduction") : count(m.resent, "segment"),
                        isCounted ? Math.round(m.fastRetransmits + m.timeouts) : ""))
                .says(
                    () -> "a router on the path marks this connection's packets: it asks for less")
                .advises(() ->
                    "The path has a bottleneck that manages its queue well (it marks, drops nothing"
                        + " and"
                        + Wording.fill(
                            " adds %s of delay). More rate takes a wider path or fewer users of it;"
                                + " see",
                            time(m.queueMicros()))
                        + Wording.fill(
                            " that its marking threshold is not below a round trip's worth (%s).",
                            bytes(orRate(m.bandwidth) / Byte.SIZE * m.leastRtt / 1e6)))
                .allows(m.bitsPerSecond())
                .unless(() -> "loss along with the marks")
                .found(0.95))
        : Optional.empty();
  }

  /// Losses that keep the window down, by how they come.
  Optional<Finding> loss() {
    boolean isCounted = !Double.isNaN(m.signals);
    double losses = isCounted ? Math.min(m.signals, m.resent) : m.resent;
    if (!(losses > 0)) {
      return Optional.empty();
    }
    if (losses < Thresholds.LOSS_SIGNALS_MIN) {
      return m.timeouts > 0 ? Optional.of(bursts()) : Optional.empty();
    }
    if (wasQueueing()) {
      return Optional.of(isOfBursts() ? bursts() : congestion());
    }
    if (!isClustered() && !isEven()) {
      return Optional.of(random());
    }
    return Optional.of(isPoliced() ? policer() : bursts());
  }

  /// Whether rows of segments are lost, one hole each, although a queue stood: one that overflows
  /// lets a segment through between two that it drops.
  private boolean isOfBursts() {
    return !Double.isNaN(m.signals) && m.clustering() >= Thresholds.CLUSTERED_BEFORE_A_QUEUE;
  }

  /// Where recoveries are not counted: whether losses enough to make the rate stray leave it the
  /// same, as a policer does.
  private boolean isEven() {
    return Double.isNaN(m.signals)
        && m.resent >= Thresholds.EVEN_LOSSES
        && m.rateVariation() <= Thresholds.POLICED_WHOLE
        && m.meanRtt < Thresholds.STANDING_QUEUE * m.leastRtt;
  }

  /// Whether what exceeds a rate is dropped: the rate stays the same, or between the holes single
  /// segments got through.
  private boolean isPoliced() {
    double rates = m.rateVariation();
    double pieces = m.pieces();
    boolean isTorn = !(pieces < Thresholds.TORN);
    double alone = Double.isNaN(rates) ? Thresholds.TORN : Thresholds.TORN_BY_ITSELF;
    boolean isTornByItself = pieces >= alone && m.meanRtt < Thresholds.STANDING_QUEUE * m.leastRtt;
    // What a policer drops has not waited: the round trip tells of no queue at all.
    boolean isWithoutQueue =
        m.meanRtt < Thresholds.CONGESTED_RATIO * m.leastRtt
            || m.queueMicros() < Thresholds.CONGESTED_MICROS;
    return isWithoutQueue
            && (rates <= Thresholds.POLICED_WHOLE || isTorn && rates <= Thresholds.POLICED_RATES)
        || isTornByItself;
  }

  /// Whether a queue was filling before losses, so that they are of a queue that overflowed.
  boolean wasQueueing() {
    return before() >= Thresholds.CONGESTED_RATIO * m.leastRtt
        && before() - m.leastRtt >= Thresholds.CONGESTED_MICROS;
  }

  /// Whether single losses are borne by congestion control, as BBR does: others set the threshold
  /// of their window anew at each.
  boolean areBorne() {
    double highest = m.last(SndCongMember.MAX_SSTHRESH);
    boolean isUnmoved =
        Double.isNaN(highest)
            || highest == m.last(SndCongMember.MIN_SSTHRESH)
                && highest > Thresholds.FIRST_FLIGHT_SEGMENTS * m.mss;
    return m.signals >= Thresholds.LOSS_SIGNALS_MIN
        && isUnmoved
        && m.lossShare() <= Thresholds.BORNE_LOSS
        && !isClustered();
  }

  private boolean isClustered() {
    if (!Double.isNaN(m.signals)) {
      return m.clustering() >= Thresholds.CLUSTERED;
    }
    double lumps = m.unevenness();
    return Double.isNaN(lumps)
        ? m.clustering() >= Thresholds.CLUSTERED_BY_MODEL
        : lumps >= Thresholds.UNEVEN;
  }

  /// Whether losses come singly, of a queue that was filling, and more than once.
  boolean isOfSharedQueue() {
    double losses = Double.isNaN(m.signals) ? m.resent : m.signals;
    return losses >= Thresholds.LOSS_SIGNALS_MIN && wasQueueing() && !isClustered();
  }

  /// Whether others fill the queue too: it stands at each look, so the path is always full, and yet
  /// what this connection gets of it varies by more than the hole of a loss explains, which keeps
  /// one round trip's worth from being acknowledged.
  boolean isOfQueueOfOthers() {
    double losses = Double.isNaN(m.signals) ? m.resent : m.signals;
    boolean isLikely = losses < Thresholds.LOSS_SIGNALS_MIN || isOfSharedQueue();
    double hole = m.resent > 0 ? m.roundOfStep() : 0;
    // Of tcp_info, which is not read at the moment that it is said to be of: no more can get across
    // than the kernel ever saw to.
    double possible = m.mostDelivered();
    boolean isMistimed =
        Double.isNaN(m.signals)
            && (m.mostRate() > Thresholds.MISTIMED * possible || m.bitsPerSecond() > possible);
    return isLikely
        && !isMistimed
        && m.rateVariation() > Math.max(Thresholds.SHARED_RATES, hole)
        && m.shareAbove(FineRttMember.SUM_RTT, Thresholds.STANDING_QUEUE * m.leastRtt)
            >= Thresholds.STANDING_LOOKS
        && !isReordered();
  }

  /// The mean round trip before a loss, or of all where signals are not counted.
  private double before() {
    return Double.isNaN(m.preRtt) ? m.meanRtt : m.preRtt;
  }

  Finding congestion() {
    return rule(Nature.CONGESTION_LOSS, "losses-from-a-full-queue")
        .saw(() ->
            !(m.resent > 0)
                ? Wording.fill(
                    "a queue of %s stood all the time, and yet what got across moved between %s"
                        + " and %s",
                    time(m.queueMicros()), rate(m.leastRate()), rate(m.mostRate()))
                : Wording.fill(
                    "%s lost (%s), and before each the round trip was %s, %s above the least",
                    count(m.resent, "segment"),
                    share(m.lossShare()),
                    time(before()),
                    time(Math.max(0, before() - m.leastRtt))))
        .says(() ->
            m.resent > 0
                ? "a queue on the path overflows: the bottleneck carries more than this connection"
                    + " alone"
                : "others share the bottleneck: its queue is never empty, and this connection's"
                    + " part of it varies")
        .advises(() ->
            "Find who shares the bottleneck (this host: estats diagnose --by remote; the router:"
                + " its busiest flows) and give the connection its share with fq or a shaper, or"
                + " move the"
                + Wording.fill(
                    " others to another time. This connection got %s; a wider path is the other"
                        + " way.",
                    rate(m.bitsPerSecond())))
        .allows(m.bitsPerSecond())
        .unless(() -> "a round trip near the least before losses: then it is loss without a queue")
        .found(0.85);
  }

  private double orRate(double bandwidth) {
    return bandwidth > 0 ? bandwidth : m.bitsPerSecond();
  }

  /// What Mathis, Semke, Mahdavi and Ott give for Reno and losses drawn singly.
  private double mathis() {
    return 1.22 * m.mss * Byte.SIZE / (m.meanRtt / 1e6) / Math.sqrt(m.lossShare());
  }

  /// A single loss that the window still recovers from.
  Finding ofOneLoss() {
    return random();
  }

  private Finding random() {
    return rule(Nature.RANDOM_LOSS, "single-losses-without-a-queue")
        .saw(() ->
            Wording.fill(
                "%s of %.0f lost (%s), one by one, with round trips of %s before: %s over the"
                    + " least",
                count(m.resent, "segment"),
                m.segments,
                share(m.lossShare()),
                time(before()),
                time(Math.max(0, before() - m.leastRtt))))
        .says(() ->
            Wording.fill(
                "%s of the segments are lost although no queue is full; over %s that allows about"
                    + " %s",
                share(m.lossShare()), time(m.meanRtt), rate(ceiling())))
        .advises(() ->
            "Look for what damages packets: errors and drops of each interface on the way (ip -s"
                + " link, ethtool -S: crc, rx_errors; a duplex mismatch), bad cables or optics, a"
                + " weak radio link. mtr -n "
                + m.peer()
                + " shows from which hop on. To live with it, unless this host uses it already:"
                + " modprobe tcp_bbr; sysctl -w net.ipv4.tcp_congestion_control=bbr, for"
                + " connections opened from then on; it does not take such losses for congestion."
                + " Half the loss would give 1.4 times the rate.")
        .allows(ceiling())
        .unless(() -> "a round trip that rises before losses: then it is congestion")
        .found(0.9);
  }

  /// Of the model and of what was got, the latter where congestion control beats the model.
  private double ceiling() {
    return Math.max(m.bitsPerSecond(), Math.min(mathis(), 1.1 * m.bitsPerSecond()));
  }

  private Finding policer() {
    return rule(Nature.POLICER, "losses-at-a-steady-rate-without-a-queue")
        .saw(() ->
            Wording.fill(
                "%s lost (%s)%s, at a steady %s and without any queue before",
                count(m.resent, "segment"),
                share(m.lossShare()),
                atATime(),
                rate(m.bitsPerSecond())))
        .says(() ->
            Wording.fill(
                "something drops what exceeds about %s, without queueing it: a policer or a very"
                    + " short queue",
                rate(m.bitsPerSecond())))
        .advises(() ->
            "Ask the provider or cloud for the contract's rate, and meanwhile shape on this host"
                + " just below it, so that packets wait instead of being dropped: tc qdisc replace"
                + " dev INTERFACE root fq"
                + Wording.fill(
                    " maxrate %s (per connection), or tbf for all;",
                    Wording.tcRate(0.95 * m.bitsPerSecond()))
                + m.whichInterface())
        .allows(m.bitsPerSecond())
        .unless(() -> "a rate that varies from second to second: then it is loss in bursts")
        .found(0.8);
  }

  /// How many recoveries repaired them, and how many each; nobody counts them in tcp_info.
  private String atATime() {
    return m.signals > 0
        ? Wording.fill(" in %s, %.1f at a time", count(m.signals, "burst"), m.resent / m.signals)
        : ", many in one second and few in another";
  }

  private Finding bursts() {
    return rule(Nature.BURST_LOSS, "losses-in-bursts-without-a-queue")
        .saw(() ->
            Wording.fill(
                "%s lost (%s)%s, with no queue that would explain it",
                count(m.resent, "segment"), share(m.lossShare()), atATime()))
        .says(() -> "many segments in a row are lost at once although no queue is full")
        .advises(() ->
            "Look for what fails for moments: a radio link or Wi-Fi that fades, a port that flaps"
                + " (ip -s link, ethtool -S, the switch's counters), a router whose processor is"
                + " busy, a device that resets. mtr -n -c 500 -i 0.1 "
                + m.peer()
                + " shows from which hop on.")
        .allows(m.bitsPerSecond())
        .unless(() -> "a rate that stays steady: then it is a policer")
        .found(0.8);
  }

  private Rule rule(Nature nature, String name) {
    return new Rule(nature, name, share, () -> NetworkInputs.of(m, share));
  }
}
