package org.estats.diagnosis;

import static org.estats.diagnosis.Wording.bytes;
import static org.estats.diagnosis.Wording.rate;
import static org.estats.diagnosis.Wording.share;
import static org.estats.diagnosis.Wording.time;

import java.util.Optional;
import java.util.function.Supplier;

/// What congestion control waits for: the first match of all that is known of paths.
final class PathRules {

  /// How sure a full path is for which nothing speaks but that nothing else was found.
  private static final double GUESSED = 0.6;

  /// Less than this is not worth acting on: what is lost by a limit that holds for a fifth.
  private static final double GAIN = 1 / (1 - Thresholds.SHARE_MIN);

  private final Measures m;
  private final double share;
  private final LossRules loss;

  private PathRules(Measures m, double share) {
    this.m = m;
    this.share = share;
    this.loss = new LossRules(m, share);
  }

  /// What it is, where congestion control held the sender back for this share of the time.
  static Finding find(Measures m, double share) {
    return new PathRules(m, share).find();
  }

  /// What makes an application wait that does nothing but wait, one small question after the other.
  static Finding ofWaiting(Measures m, double share) {
    PathRules rules = new PathRules(m, share);
    // Questions one at a time fill no queue, so a round trip that moves is moved by others; its
    // least was seldom seen while they were there.
    boolean isMoved =
        m.queueMicros() >= Thresholds.MOVED_MEAN_MICROS
            && m.largestRtt - m.leastRtt >= Thresholds.BLOAT_MICROS
            && m.meanRtt >= Thresholds.QUEUE_RATIO * m.leastRtt;
    boolean isMuchMoved =
        m.queueMicros() >= Thresholds.MOVED_MEAN_MICROS / 2
            && m.largestRtt - m.leastRtt >= Thresholds.BLOAT_MICROS / 2
            && m.meanRtt >= Thresholds.MUCH_MOVED * m.leastRtt;
    boolean isBloated = isMoved || isMuchMoved;
    return isBloated
        ? rules.bloat("somebody's data fills a queue on the path", Double.NaN)
        : rules.waiting();
  }

  /// What makes one large answer after the other wait for its question.
  static Finding ofAnswers(Measures m, double share) {
    return new PathRules(m, share).answering();
  }

  private Finding find() {
    SilenceRules silence = new SilenceRules(m, share);
    Optional<Finding> first = new SenderRules(m, share).localStall(share);
    boolean isShared =
        share >= 1 - Thresholds.SHARE_MIN && !(m.stalls > 0) && loss.isOfQueueOfOthers();
    boolean isHarmless =
        first.isPresent() ? isFullBeyond() : !isShared && (isFull() || isNearlyFull());
    if (isHarmless) {
      return bloat().orElseGet(this::full);
    }
    if (first.isEmpty() && isShort() && m.slowStarts > 0 && m.timeouts == 0) {
      return slowStart(); // what its first growth overran is how it learnt of the end
    }
    return first
        .or(loss::ecn)
        .or(silence::outage)
        .or(loss::needless)
        .or(this::bloat)
        .or(() -> isShared ? Optional.of(loss.congestion()) : loss.loss())
        .orElseGet(this::withoutLoss);
  }

  /// The delivery rate stands still at what is sent, and a queue stands before the bottleneck. That
  /// it overflows now and then is how the sender learns of its end; where others share it, what
  /// this connection gets of it strays.
  private boolean isFull() {
    boolean isSteady = !(m.rateVariation() > Thresholds.STEADY_RATES);
    boolean isStill =
        m.stray <= Thresholds.FULL_PATH_STRAY * m.bandwidth
            || m.stray <= Thresholds.FULL_PATH_REPAIRS * m.bandwidth
                && isSteady
                && loss.wasQueueing();
    boolean isAll =
        m.bitsPerSecond() >= Thresholds.FULL_PATH_RATE * m.bandwidth
            || m.bitsPerSecond() >= (1 - Thresholds.SHARE_MIN) * m.bandwidth && isSteady;
    // The same in each second behind a queue, however much single samples of the rate stray.
    boolean isEven = m.rateVariation() <= Thresholds.SHARED_RATES && loss.wasQueueing();
    return (isStill && isAll || isEven)
        && (loss.isReordered() ? isHardlyReordered() : m.bestOfMean() <= GAIN)
        && m.meanRtt >= Thresholds.QUEUE_RATIO * m.leastRtt
        && m.queueMicros() >= Thresholds.QUEUE_MICROS;
  }

  /// Losses there may be, yet what got across is all but a fifth of the most that was ever seen to
  /// get across, and a queue stands before the bottleneck nearly all the time: there is no more to
  /// gain than that. Where segments overtake each other a longer round trip is no sign of a queue;
  /// and where single losses come of the queue itself, it is others who fill it as well.
  private boolean isNearlyFull() {
    boolean isAlone = share >= 1 - Thresholds.SHARE_MIN;
    boolean isStill = m.stray <= Thresholds.FULL_PATH_REPAIRS * m.bandwidth;
    // Of two readings the most is the mean; and marks hold a window down that fills no path.
    boolean isSeen = isStill || !Double.isNaN(m.rateVariation()) && !(m.ecnSignals > 0);
    boolean isBorne =
        m.mostBitsPerSecond() <= GAIN * m.bitsPerSecond()
            && (isStill || m.isWithoutGrowth())
            && loss.areBorne();
    return isAlone && (isSeen && isMost() && hasStandingQueue() || isBorne || isHardlyReordered());
  }

  /// Whether the path overflows beyond this host's own interface, so that what that refuses costs
  /// nothing.
  private boolean isFullBeyond() {
    return m.stalls > 0 && !Double.isNaN(m.rateVariation()) && m.gain() <= GAIN && hasQueue();
  }

  /// Whether there is no more to gain than a quarter, by the most that was seen.
  private boolean isMost() {
    boolean isOfGrowth = m.isWithoutGrowth() && !(m.timeouts > 0);
    return m.gain() <= (isOfGrowth ? Thresholds.GAIN_SINCE_BIRTH : GAIN);
  }

  private boolean hasStandingQueue() {
    return hasQueue() && !loss.isReordered() && !loss.isOfSharedQueue();
  }

  private boolean hasQueue() {
    return m.meanRtt >= Thresholds.STANDING_QUEUE * m.leastRtt
        && m.queueMicros() >= Thresholds.QUEUE_MICROS;
  }

  /// Overtaking makes the delivery rate look higher, and lengthens round trips without a queue.
  private boolean isHardlyReordered() {
    boolean isSeen = !Double.isNaN(m.rateVariation()) && !Double.isNaN(m.signals);
    return loss.isReordered() && m.gain() <= (isSeen ? Thresholds.SEEN_TOO_HIGH : GAIN);
  }

  private boolean isShort() {
    return isShort(m);
  }

  /// Whether all that was watched are a dozen round trips.
  static boolean isShort(Measures m) {
    return m.seconds * 1e6 <= Thresholds.SHORT_ROUNDS * m.meanRtt;
  }

  /// Whether all of it went across in a dozen round trips and something was on its way nearly all
  /// the time, where nothing but that is timed.
  static boolean isShortTransfer(Measures m) {
    return m.segments >= Thresholds.SEGMENTS_MIN
        && new PathRules(m, 1).isShort()
        && m.busyShare() >= Thresholds.WAITING_SHARE
        && m.beginsHere()
        && m.resent == 0;
  }

  /// Whether the peer's window is more than the path needs: it is full, and so is the path, with a
  /// queue before it. A larger one would only lengthen the queue.
  static boolean isFullBehindWindow(Measures m) {
    return m.stray <= Thresholds.FULL_PATH_STRAY * m.bandwidth
        && m.bitsPerSecond() >= Thresholds.FULL_PATH_RATE * m.bandwidth
        && m.meanRtt >= Thresholds.CONGESTED_RATIO * m.leastRtt
        && m.queueMicros() >= Thresholds.CONGESTED_MICROS
        && m.largestWindow() >= Thresholds.CONGESTED_RATIO * pathBytes(m);
  }

  /// What the empty path holds at the rate that it delivers.
  private static double pathBytes(Measures m) {
    return m.bandwidth / Byte.SIZE * m.leastRtt / 1e6;
  }

  /// Whether a full path was told for want of anything better: that is no cause beside another one.
  static boolean isGuessed(Finding finding) {
    return finding.nature() == Nature.CAPACITY && finding.sureness() <= GUESSED;
  }

  static Finding ofFullPath(Measures m, double share) {
    return new PathRules(m, share).full();
  }

  static Finding ofShortTransfer(Measures m) {
    return new PathRules(m, Math.min(1, m.busyShare())).slowStart();
  }

  private Finding withoutLoss() {
    boolean isGrowing = !(m.avoidances > m.slowStarts) && !(m.signals > 0);
    // A window that grows while a queue stands is not what limits.
    if (isShort() || isGrowing && m.slowStarts > 0 && !hasQueue()) {
      return slowStart();
    }
    boolean isAfterLoss =
        m.resent > 0
            && m.meanRtt < Thresholds.QUEUE_RATIO * m.leastRtt
            && m.avoidances > 0
            && !(m.rateVariation() <= Thresholds.STEADY_RATES);
    return isAfterLoss ? loss.ofOneLoss() : full();
  }

  /// A queue that delays what this connection sends, whoever fills it, as a lesser cause.
  static Optional<Evidence> queueBeside(Measures m) {
    boolean isNoticed =
        m.queueMicros() >= Thresholds.BLOAT_MICROS
            && m.meanRtt >= Thresholds.STANDING_QUEUE * m.leastRtt;
    return isNoticed
        ? Optional.of(new PathRules(m, m.queueMicros() / m.meanRtt).queueSeen())
        : Optional.empty();
  }

  private Evidence queueSeen() {
    return new Evidence(
        Nature.BUFFERBLOAT, "queue-delay", () -> NetworkInputs.of(m, share), share, this::queue);
  }

  private String queue() {
    return Wording.fill(
        "round trips took %s on average, %s at least and %s at most: %s of each was waiting",
        time(m.meanRtt), time(m.leastRtt), time(m.largestRtt), time(m.queueMicros()));
  }

  private Optional<Finding> bloat() {
    boolean isBloated =
        m.queueMicros() >= Thresholds.BLOAT_MICROS
            && m.queueMicros() >= Thresholds.BLOAT_RATIO * m.leastRtt
            && !isFirstFlight();
    return isBloated
        ? Optional.of(bloat("this connection fills a queue far larger than it needs", m.bandwidth))
        : Optional.empty();
  }

  /// Whether the queue, which this connection has for itself as its rate does not stray, holds no
  /// more than any connection sends at once when it begins: a router that kept less would drop
  /// that, and on a slow path even so little takes long.
  private boolean isFirstFlight() {
    double queued = m.bitsPerSecond() / Byte.SIZE * m.queueMicros() / 1e6;
    boolean isOwn =
        m.stray <= Thresholds.FULL_PATH_STRAY * m.bandwidth
            || m.stray <= Thresholds.FULL_PATH_REPAIRS * m.bandwidth
                && m.rateVariation() <= Thresholds.SHARED_RATES;
    return isOwn && queued <= Thresholds.FIRST_FLIGHT_SEGMENTS * m.mss;
  }

  private Finding slowStart() {
    double rounds = m.seconds * 1e6 / m.meanRtt;
    return rule(Nature.SLOW_START, "few-round-trips")
        .saw(
            held(() ->
                Wording.fill(
                    "%s went across in %.0f round trips of %s, and the window was still growing",
                    bytes(m.ackedBytes), rounds, time(m.meanRtt))))
        .says(() ->
            Wording.fill(
                "the transfer is too short for the path: slow start and round trips of %s are all"
                    + " there is",
                time(m.meanRtt)))
        .advises(() ->
            "Keep the connection open and use it again (a pool, HTTP keep-alive), with"
                + " net.ipv4.tcp_slow_start_after_idle=0 on this host; or start with more: "
                + m.changeRoute("initcwnd 30")
                + ", for connections opened from then on. Serving from nearer the client shortens"
                + " every round trip.")
        .unless(() -> "a window that stopped growing")
        .found(0.85);
  }

  private Finding waiting() {
    return rule(Nature.SLOW_START, "one-question-a-round-trip")
        .saw(
            held(() ->
                Wording.fill(
                    "the application sent up to %s a round trip of %s and waited for the answer"
                        + " each time",
                    bytes(Math.max(1, m.largestFlight())), time(m.meanRtt))))
        .says(() ->
            Wording.fill(
                "the application waits for one round trip of %s after the other", time(m.meanRtt)))
        .advises(() ->
            "Ask for several things at once: pipeline or batch requests, or use several"
                + " connections; ten at a time give up to ten times the rate. Else move the two"
                + " ends closer together:"
                + Wording.fill(" each exchange takes %s because the path does.", time(m.meanRtt)))
        .allows(m.bitsPerSecond())
        .unless(() -> "a pause of the application between answer and next question")
        .found(0.85);
  }

  private Finding answering() {
    return rule(Nature.SLOW_START, "one-answer-at-a-time")
        .saw(
            held(() ->
                Wording.fill(
                    "up to %s went out at a time, and then nothing until the peer had it and had"
                        + " asked for more, a round trip of %s later",
                    bytes(m.largestFlight()), time(m.meanRtt))))
        .says(() ->
            Wording.fill(
                "the peer asks for one piece after the other, and waits a round trip of %s for"
                    + " each",
                time(m.meanRtt)))
        .advises(() ->
            "Have the peer ask for the next piece before it has the one before (pipelining, HTTP/2"
                + " streams, read-ahead, several connections), or for more at a time: both ends"
                + " stand still for a round trip between any two. Else move the two ends closer"
                + " together.")
        .allows(m.bitsPerSecond())
        .unless(() -> "a pause of either program between answer and next question")
        .found(0.75);
  }

  /// @param line what the path carries; NaN if this connection never filled it
  private Finding bloat(String who, double line) {
    return rule(Nature.BUFFERBLOAT, "queue-delay")
        .saw(held(this::queue))
        .says(() -> who + ": it delays everything on the path by " + time(m.queueMicros()))
        .advises(() ->
            "On the router before the narrow place use a queue that keeps itself short: tc qdisc"
                + " replace"
                + Wording.fill(
                    " dev INTERFACE root cake bandwidth %s, or fq_codel. Where it cannot be"
                        + " changed, shape",
                    line > 0 ? Wording.tcRate(0.95 * line) : "(95 % of the line's rate)")
                + " this host below the line's rate, or set net.ipv4.tcp_congestion_control=bbr on"
                + " the host that fills it"
                + (line > 0
                    ? Wording.fill(
                        "; a queue of %s is enough for this path.",
                        bytes(line / Byte.SIZE * m.leastRtt / 1e6))
                    : "."))
        .allows(line)
        .unless(() ->
            "a mean round trip within three times the least: then it is an ordinary full path")
        .found(0.9);
  }

  private double orRate(double bandwidth) {
    return bandwidth > 0 ? bandwidth : m.bitsPerSecond();
  }

  private Finding full() {
    double ceiling = orRate(m.bandwidth);
    return rule(Nature.CAPACITY, "path-full")
        .saw(
            held(() ->
                Wording.fill(
                    "%s got across of %s that the path delivers at most, with %s of queue before"
                        + " it",
                    rate(m.bitsPerSecond()), rate(ceiling), time(Math.max(0, m.queueMicros())))))
        .says(() ->
            Wording.fill(
                "the path is full: this connection gets the %s that it carries", rate(ceiling)))
        .advises(() ->
            Wording.fill(
                "Nothing is wrong. More than %s takes a faster line or less data (compression).",
                rate(ceiling)))
        .allows(ceiling)
        .unless(() -> "a delivery rate that strays, or loss without a queue")
        .found(isFull() ? 0.95 : GUESSED);
  }

  private Rule rule(Nature nature, String name) {
    return new Rule(nature, name, share, () -> NetworkInputs.of(m, share));
  }

  private Supplier<String> held(Supplier<String> text) {
    return () -> text.get() + "; it held back for " + share(share) + " of the time";
  }
}
