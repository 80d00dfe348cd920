package org.estats.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.estats.Snapshot;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.SndCongMember;
import org.estats.catalogue.Switch;

/// What limits the data that this host sends.
final class Outbound {

  /// Enough to judge what comes after the first of them by itself.
  private static final int READINGS_FOR_STEADY = 4;

  /// So many pieces, each answered, are a talk.
  private static final double EXCHANGES_MIN = 3;

  private static final Optional<Finding> NOTHING = Optional.empty();

  private static final Comparator<Finding> WEIGHTIEST_FIRST =
      Comparator.comparingDouble(Finding::weight).reversed();

  private final Measures all;
  private final Measures m;
  private final Optional<Shares> shares;
  private final boolean isTimed;
  private final List<String> untold = new ArrayList<>(2);

  private Outbound(List<Snapshot> readings, Differences whole) {
    all = new Measures(readings, whole);
    m = steady(readings, all);
    Optional<Shares> timed = timed(m.between());
    isTimed = timed.isPresent();
    shares = isTimed ? timed : Looks.shares(m.readings).map(this::withFullWindow);
    if (!isTimed) {
      untold.add(
          "for how long who limited: SndCong is off, so each reading was asked what would have"
              + " stopped the sender just then");
    }
    if (!readings.getLast().since(Switch.PATH).isPresent()) {
      untold.add(
          "how losses came, timeouts, marks, and the least round trip: Path is off, and tcp_info"
              + " carries only what was sent again");
    }
  }

  /// Looks miss a window that is full between them, and under BBR, which paces, at most of them;
  /// rate times round trip does not.
  private Shares withFullWindow(Shares looks) {
    double fill = m.flightBytes() / m.largestWindow();
    boolean isTiny = m.largestWindow() <= Thresholds.TINY_WINDOW_SEGMENTS * m.mss && m.resent > 0;
    double full = isTiny ? Thresholds.FULL_TINY_WINDOW : Thresholds.FULL_BY_RATE;
    return fill >= full ? looks.withReceiver(Math.min(1, fill)) : looks;
  }

  /// The readings after the first growth of the window, where there are enough of them.
  private static Measures steady(List<Snapshot> readings, Measures all) {
    if (readings.size() < READINGS_FOR_STEADY || !all.beginsHere()) {
      return all;
    }
    int from = all.steadyFrom();
    Measures rest =
        new Measures(
                readings.subList(from, readings.size()),
                new Differences(readings.get(from), readings.getLast()))
            .laterPartOf(all);
    boolean isKept = rest.segments >= Thresholds.SEGMENTS_MIN && !isEmptyPath(all, rest);
    return isKept ? rest : all;
  }

  /// Whether losses of the first growth are what holds the window down still: since then there were
  /// next to none, and no queue.
  private static boolean isEmptyPath(Measures all, Measures rest) {
    return all.resent > 0
        && rest.signals < Thresholds.LOSS_SIGNALS_MIN
        && rest.meanRtt < Thresholds.QUEUE_RATIO * rest.leastRtt;
  }

  static Judgement judge(List<Snapshot> readings, Differences whole) {
    return isCalm(whole) ? calm(whole) : new Outbound(readings, whole).judge();
  }

  /// Whether too little was sent to be limited, all of it at once, and nothing of it again: so it
  /// is with most connections of most machines, and the rest need not be worked out.
  private static boolean isCalm(Differences whole) {
    return whole.of(DataMember.DATA_SEGS_OUT, Switch.DATA) < Thresholds.SEGMENTS_MIN
        && whole.of(PathMember.PKTS_RETRANS, Switch.PATH) == 0
        && whole.last(PathMember.CUR_TIMEOUT_COUNT) == 0
        && whole.last(SendBuffMember.CUR_APP_W_QUEUE) == 0
        && timed(whole).isPresent();
  }

  private static Judgement calm(Differences whole) {
    return healthy(whole, timed(whole), whole.bitsPerSecond(), List.of());
  }

  private static Optional<Shares> timed(Differences d) {
    double receiver = d.of(SndCongMember.SND_LIM_TIME_RWIN, Switch.SND_CONG);
    double network = d.of(SndCongMember.SND_LIM_TIME_CWND, Switch.SND_CONG);
    double sender = d.of(SndCongMember.SND_LIM_TIME_SND, Switch.SND_CONG);
    double all = receiver + network + sender;
    return all > 0
        ? Optional.of(new Shares(sender / all, receiver / all, network / all))
        : Optional.empty();
  }

  /// Whether nothing was sent and nothing waits to be: told by few looks, for most connections of
  /// most machines are idle.
  static boolean isIdle(Snapshot first, Snapshot last) {
    long before = first.exactOr(DataMember.DATA_BYTES_OUT, -1);
    long after = last.exactOr(DataMember.DATA_BYTES_OUT, -2);
    return before == after
        && last.exactOr(SendBuffMember.CUR_APP_W_QUEUE, 0) == 0
        && last.exactOr(SendBuffMember.CUR_RETX_QUEUE, 0) == 0;
  }

  private Judgement judge() {
    if (shares.isEmpty()) {
      return Judgement.of(
          Nature.UNKNOWN,
          shares,
          m.bitsPerSecond(),
          () -> "the readings hold neither times nor queues of the sender",
          untold);
    }
    Shares s = shares.get();
    Optional<Finding> gone = gone(s);
    List<Finding> found = new ArrayList<>();
    if (gone.isPresent()) {
      found.add(gone.get());
    } else if (!isOfProcessors()) {
      lookAtAll(s, found);
    }
    if (!found.isEmpty()) {
      return limited(found);
    }
    return m.segments < Thresholds.SEGMENTS_MIN && isWaiting()
        ? tooLittle()
        : healthy(m.between(), shares, m.bitsPerSecond(), untold);
  }

  private void lookAtAll(Shares s, List<Finding> found) {
    boolean isEnough = !(m.segments < Thresholds.SEGMENTS_MIN);
    if (isEnough || isWaiting()) {
      look(s, found);
    }
    if (found.isEmpty() && isEnough && isWaiting()) {
      // What always waits did not go out at once, whatever was timed: pacing is not.
      found.add(PathRules.find(m, 1 - s.receiver()));
    }
  }

  /// Whether both ends are on this machine and what crosses is what processors move: neither
  /// program paces itself at such a rate, no buffer is too small for it, and no network is in
  /// between.
  private boolean isOfProcessors() {
    return m.leastRtt <= Thresholds.WITHIN_A_MACHINE_MICROS
        && m.bitsPerSecond() >= Thresholds.COPYING_BITS_PER_SECOND;
  }

  /// Something has waited to be sent for as long as anybody looked.
  private boolean isWaiting() {
    return m.shareAbove(SendBuffMember.CUR_APP_W_QUEUE, 0) == 1;
  }

  private Optional<Finding> gone(Shares s) {
    SilenceRules silence = new SilenceRules(m, s.network());
    return silence.pathMtu().or(silence::deadPath).or(() -> before(s));
  }

  /// An outage while the window first grew, so that it falls before what is judged.
  private Optional<Finding> before(Shares s) {
    return all.subsequentTimeouts > m.subsequentTimeouts
        ? new SilenceRules(all, s.network()).outage()
        : Optional.empty();
  }

  private void look(Shares s, List<Finding> found) {
    SenderRules sender = new SenderRules(m, s.sender());
    double least = isTimed ? Thresholds.SHARE_MIN : Thresholds.LOOKS_MIN;
    Optional<Finding> small = sender.nagle();
    if (small.isEmpty() && !(s.receiver() >= least && isEaten())) {
      small = sender.delayedAck();
    }
    if (small.isPresent()) {
      // Who is not answered waits for nothing: small writes held back cost a stream no rate.
      Optional<Finding> stream =
          m.isConversation() || small.get().nature() != Nature.NAGLE_DELAYED_ACK
              ? NOTHING
              : new SenderRules(m, s.sender() + s.network()).paced();
      found.add(stream.orElseGet(small::get));
      return;
    }
    if (!isTimed && PathRules.isShortTransfer(m)) {
      found.add(PathRules.ofShortTransfer(m));
      return;
    }
    if (s.receiver() >= least) {
      Finding window = ReceiverRules.find(m, s.receiver());
      boolean isHarmless = isOfSize(window) && PathRules.isFullBehindWindow(m);
      found.add(isHarmless ? PathRules.ofFullPath(m, s.receiver()) : window);
    } else {
      SenderRules rules = new SenderRules(m, s.sender() + s.network());
      Optional<Finding> held = rules.blocked().or(rules::heldBack);
      if (held.isPresent()) {
        found.add(held.get());
        return;
      }
    }
    if (s.network() >= least) {
      boolean isReader = s.receiver() < least && ReceiverRules.isEatenInLumps(m);
      Finding held =
          isReader ? ReceiverRules.ofBursts(m, s.network()) : PathRules.find(m, s.network());
      // A path that is full is no cause beside a reader: what that takes is as even. Nor is a
      // window that grows anew, for it was the reader who let it lie idle.
      boolean isOnlyGrowth = held.nature() == Nature.SLOW_START && !PathRules.isShort(m);
      boolean isFull = held.nature() == Nature.CAPACITY;
      boolean isNoCause =
          PathRules.isGuessed(held) || isOfReader(found) && (isFull || isOnlyGrowth);
      if (found.isEmpty() || !isNoCause) {
        found.add(held);
      }
      boolean isStopped = found.getFirst().nature() == Nature.ZERO_WINDOW;
      if (found.size() == 2 && isOfLumps(held, isStopped)) {
        return; // what the reader lets go at once overflows what is short on the path
      }
    }
    boolean isPacedOut =
        found.size() == 1
            && found.getFirst().nature() == Nature.CAPACITY
            && sender.neverWaits()
            && !m.isConversation();
    if (isPacedOut) {
      SenderRules own = new SenderRules(m, s.sender() + s.network());
      Optional<Finding> paced = ofAnswers(own).or(own::paced);
      if (paced.isPresent()) {
        found.set(0, paced.get());
        return;
      }
    }
    if (s.sender() >= Thresholds.SHARE_MIN) {
      sender(s, sender, found);
    }
    if (found.size() > 1) {
      found.sort(WEIGHTIEST_FIRST);
    }
  }

  /// Whether losses beside a reader's limit come of the bursts that go out when its window opens.
  private boolean isOfLumps(Finding held, boolean isStopped) {
    boolean isLoss =
        switch (held.nature()) {
          case RANDOM_LOSS, BURST_LOSS, CONGESTION_LOSS, POLICER -> true;
          default -> false;
        };
    Shares s = shares.orElseThrow();
    boolean isMuch = s.receiver() >= Thresholds.MIXED_RATIO * s.network();
    return isLoss && isEaten() && (isStopped || isMuch && m.isAckedInLumps());
  }

  /// Whether unread data eats the window up to less than a segment: then ACKs are late because they
  /// tell when the reader has made room.
  private boolean isEaten() {
    return m.smallestWindow() < m.mss
        && m.smallestWindow() <= Thresholds.SHRUNKEN_WINDOW * m.largestWindow();
  }

  /// The sender's own part. A path that merely takes its time is no cause beside it.
  private void sender(Shares s, SenderRules rules, List<Finding> found) {
    Optional<Finding> own =
        rules
            .sendBuffer(s.network())
            .filter(f -> !isShort(found))
            .or(() -> !isAny(found, f -> !isOwnQueue(f)) ? rules.blockedAtTimes() : NOTHING);
    if (own.isPresent()) {
      found.removeIf(f -> isBenign(f) || isOwnQueue(f));
      found.add(own.get());
      return;
    }
    boolean isMost = s.sender() >= Math.max(s.network(), s.receiver());
    if (!isMost) {
      return;
    }
    boolean isConversation = m.isConversation();
    if (isConversation || !isShort(found)) {
      found.removeIf(Outbound::isBenign);
    }
    double waiting = rules.waitingShare();
    boolean waits =
        isConversation
            && waiting >= Thresholds.WAITING_SHARE
            && m.meanRtt >= Thresholds.LONG_ROUND_TRIP_MICROS;
    if (waits) {
      found.add(PathRules.ofWaiting(m, Math.min(1, waiting)));
    } else if (!isConversation) {
      ofAnswers(rules).or(rules::blockedAtTimes).or(rules::paced).ifPresent(found::add);
    }
  }

  /// Large answers, each asked for after the one before it: what the path takes of the time.
  private Optional<Finding> ofAnswers(SenderRules rules) {
    double answering = rules.answeringShare();
    return answering >= Thresholds.WAITING_SHARE
            && m.meanRtt >= Thresholds.LONG_ROUND_TRIP_MICROS
            && m.resent < Thresholds.TRACE_LOSS * m.segments
        ? Optional.of(PathRules.ofAnswers(m, Math.min(1, answering)))
        : NOTHING;
  }

  /// A loop: a stream of one or two costs more than all that is asked of them.
  private static boolean isAny(List<Finding> found, Predicate<Finding> what) {
    for (Finding finding : found) {
      if (what.test(finding)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfSize(Finding finding) {
    return finding.nature() == Nature.SMALL_WINDOW || finding.nature() == Nature.WINDOW_SCALING_OFF;
  }

  private static boolean isOfReader(List<Finding> found) {
    return isAny(found, f -> f.nature() == Nature.SLOW_READER || f.nature() == Nature.ZERO_WINDOW);
  }

  private static boolean isBenign(Finding finding) {
    return finding.nature() == Nature.CAPACITY || finding.nature() == Nature.SLOW_START;
  }

  /// Whether a queue that overflows now and then is this connection's alone, as it gets the same in
  /// each second: then it fills the path while it may.
  private boolean isOwnQueue(Finding finding) {
    return finding.nature() == Nature.CAPACITY
        || finding.nature() == Nature.CONGESTION_LOSS
            && m.rateVariation() <= Thresholds.SHARED_RATES;
  }

  private static boolean isShort(List<Finding> found) {
    return isAny(found, f -> f.nature() == Nature.SLOW_START);
  }

  private Judgement limited(List<Finding> found) {
    Finding first = found.getFirst();
    boolean isMixed =
        found.size() > 1
            && found.get(1).nature().verdict() != first.nature().verdict()
            && found.get(1).weight() >= Thresholds.MIXED_RATIO * first.weight();
    return new Judgement(
        isMixed ? Verdict.MIXED : first.nature().verdict(),
        first.nature(),
        found,
        beside(found),
        shares,
        m.bitsPerSecond(),
        first.words().summary(),
        untold);
  }

  /// What else shows, besides what was found to limit.
  private List<Evidence> beside(List<Finding> found) {
    List<Evidence> lesser = new ArrayList<>();
    Shares s = shares.orElseThrow();
    boolean isTrace = s.receiver() >= Thresholds.TRACE_SHARE && s.receiver() < Thresholds.SHARE_MIN;
    if (isTimed && isTrace) {
      lesser.add(ReceiverRules.find(m, s.receiver()).evidence());
    }
    boolean isToldAlready = isAny(found, f -> f.nature().verdict() == Verdict.NETWORK);
    boolean isLossy =
        m.signals >= Thresholds.LOSS_SIGNALS_MIN && m.lossShare() >= Thresholds.TRACE_LOSS;
    boolean isHeld = isTimed ? s.network() >= Thresholds.TRACE_SHARE || isLossy : m.resent > 1;
    LossRules loss = new LossRules(m, s.network());
    if (isHeld && !isToldAlready) {
      loss.loss().map(Finding::evidence).ifPresent(lesser::add);
    }
    if (loss.isReordered()) {
      loss.needless().map(Finding::evidence).ifPresent(lesser::add);
    }
    Optional<Finding> small = new SenderRules(m, s.sender()).nagle();
    small.map(Finding::evidence).ifPresent(lesser::add);
    if (small.isEmpty() && !isAny(found, f -> isOfDelayedAcks(f.nature()))) {
      PathRules.queueBeside(m).ifPresent(lesser::add);
    }
    lesser.removeIf(e -> isAny(found, f -> f.nature() == e.nature()));
    return lesser;
  }

  /// Whether ACKs are late for another reason than a queue.
  private static boolean isOfDelayedAcks(Nature nature) {
    return nature == Nature.NAGLE_DELAYED_ACK || nature == Nature.DELAYED_ACK;
  }

  private static Judgement healthy(
      Differences whole, Optional<Shares> shares, double rate, List<String> untold) {
    boolean isIdle = whole.of(DataMember.DATA_BYTES_OUT, Switch.DATA) == 0;
    double roundTrip = whole.last(PathMember.SMOOTHED_RTT);
    return Judgement.of(
        isIdle ? Nature.IDLE : Nature.HEALTHY,
        shares,
        rate,
        () ->
            isIdle
                ? "nothing was sent"
                : "what was written went out at once"
                    + (roundTrip > 0
                        ? " and was acknowledged within " + Wording.time(roundTrip)
                        : "")
                    + ofExchanges(whole, roundTrip),
        untold);
  }

  /// Where both ends ask and answer: how long an exchange takes, of which the path takes a round
  /// trip. Which of the two programs takes the rest, no counter tells.
  private static String ofExchanges(Differences whole, double roundTrip) {
    double pieces = whole.ackedBytes() / whole.last(SendBuffMember.MAX_RETX_QUEUE);
    double each = whole.seconds() * 1e6 / pieces;
    boolean isTalk =
        pieces >= EXCHANGES_MIN
            && whole.of(DataMember.DATA_SEGS_IN, Switch.DATA) >= pieces
            && each >= 2 * roundTrip;
    return isTalk
        ? Wording.fill(
            "; an exchange takes about %s, of which the path takes %s and the programs the rest",
            Wording.time(each), Wording.time(roundTrip))
        : "";
  }

  private Judgement tooLittle() {
    return Judgement.of(
        Nature.UNKNOWN,
        shares,
        m.bitsPerSecond(),
        () ->
            Wording.fill(
                "too little was sent to tell: %.0f segments of the %d that it takes",
                m.segments, Thresholds.SEGMENTS_MIN),
        untold);
  }
}
