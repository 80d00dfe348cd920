package org.estats.diagnosis;

import static org.estats.diagnosis.Wording.bytes;
import static org.estats.diagnosis.Wording.rate;
import static org.estats.diagnosis.Wording.share;
import static org.estats.diagnosis.Wording.time;

import java.util.List;
import java.util.Optional;
import org.estats.KernelFigure;
import org.estats.Snapshot;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.SndCongMember;

/// Why this host had nothing to send, or did not send it, though both windows allowed it.
final class SenderRules {

  private final Measures m;
  private final double share;

  SenderRules(Measures m, double share) {
    this.m = m;
    this.share = share;
  }

  /// A small write that waits for the acknowledgement of the one before it.
  Optional<Finding> nagle() {
    double unsent = m.largestUnsent();
    boolean waits =
        unsent > 0
            && unsent < m.mss
            && m.fullness() < Thresholds.FULL_SEGMENTS
            && m.largestRtt - m.leastRtt >= Thresholds.DELAYED_ACK_MICROS
            && m.meanRtt - m.leastRtt >= Thresholds.DELAYED_MEAN_MICROS;
    if (!waits) {
      return Optional.empty();
    }
    return Optional.of(
        rule(Nature.NAGLE_DELAYED_ACK, "small-write-waits-for-ack", share)
            .saw(() ->
                Wording.fill(
                    "up to %s waited to be sent though the windows were open, and ACKs took up to"
                        + " %s longer",
                    bytes(unsent), time(m.largestRtt - m.leastRtt)))
            .says(() ->
                "small writes wait for the acknowledgement of the one before (Nagle), which the"
                    + " peer delays")
            .advises(() ->
                "In the sending program set TCP_NODELAY on the socket, or write each message in one"
                    + " call (writev, or a buffer that is flushed once per message). Each message"
                    + " then takes"
                    + Wording.fill(" %s less.", time(m.meanRtt - m.leastRtt)))
            .unless(() -> "nothing unsent between writes")
            .found(0.95));
  }

  /// A flight of a segment or two, each acknowledged only when the peer's timer expires.
  Optional<Finding> delayedAck() {
    boolean waits =
        m.flightBytes() <= Thresholds.DELAYED_FLIGHT_SEGMENTS * m.mss
            && m.largestRtt - m.leastRtt >= Thresholds.DELAYED_ACK_MICROS
            && m.meanRtt - m.leastRtt >= 2 * Thresholds.DELAYED_MEAN_MICROS
            && m.resent == 0
            && m.largestFlight() <= Thresholds.DELAYED_FLIGHT_SEGMENTS * m.mss
            && (m.shareAbove(SendBuffMember.CUR_APP_W_QUEUE, 0) > 0
                || m.figures().blockedShare() >= Thresholds.BLOCKED_LOOKS);
    if (!waits) {
      return Optional.empty();
    }
    return Optional.of(
        rule(Nature.DELAYED_ACK, "flight-too-short-for-acks", share)
            .saw(() ->
                Wording.fill(
                    "no more than %s were ever on the way, and ACKs took %s longer than the path on"
                        + " average",
                    bytes(m.largestFlight()), time(m.meanRtt - m.leastRtt)))
            .says(() ->
                "the peer delays its acknowledgements, and too little is on the way to set them"
                    + " off")
            .advises(() ->
                Wording.fill(
                        "Let more than two segments (%s) be on the way: a larger receive window or"
                            + " send buffer,",
                        bytes(2 * m.mss))
                    + " whichever is that small. On the peer TCP_QUICKACK, or quickack 1 on its"
                    + " route (ip route change), ends the waiting.")
            .allows(m.bitsPerSecond())
            .unless(() -> "a mean round trip near " + time(m.leastRtt))
            .found(0.8));
  }

  /// A writer that waits for room in the send buffer, though what the buffer holds is less than
  /// both windows would let go. The kernel says so; congestion control may well spread what a small
  /// buffer holds over the round trip, so that some of it waits to be paced out.
  Optional<Finding> blocked() {
    boolean isBlocked = isWriterBlocked() && holdsLessThanWindows() && !m.isConversation();
    return isBlocked ? tooSmall("writer-waits-for-room") : Optional.empty();
  }

  /// Whether a writer waits for room at most looks at which there is something in the buffer; and
  /// there is something at enough looks since it began, for who waits for room leaves none.
  private boolean isWriterBlocked() {
    int before = m.beginsHere() ? 1 : 0;
    double held = m.shareAbove(SendBuffMember.CUR_RETX_QUEUE, 0) * m.readings.size();
    return m.figures().blockedShare() >= Thresholds.BLOCKED_LOOKS
        && held >= Thresholds.HELD_LOOKS * (m.readings.size() - before);
  }

  /// A writer that waits for room at nearly every look, and so does not pace itself, though the
  /// buffer holds more than its limit: the kernel asks for room only where it begins a segment, so
  /// a fast writer fills the window while it is narrow, and is held to the limit when it is wide.
  Optional<Finding> blockedAtTimes() {
    double limit = m.figures().last(KernelFigure.SEND_BUFFER);
    boolean isBlocked = isWriterBlocked() && limit <= Thresholds.HELD_OF_WINDOW * window();
    return isBlocked ? tooSmall("writer-waits-for-room") : Optional.empty();
  }

  /// Whether at no look a writer waits, nor as much as a segment to be sent: a path that is the
  /// limit fills the buffer, and then the writer waits.
  boolean neverWaits() {
    return m.figures().blockedShare() == 0
        && m.shareAbove(SendBuffMember.CUR_APP_W_QUEUE, m.mss + m.mss) == 0;
  }

  /// Whether at most readings all that the buffer holds would fit into both windows: a buffer that
  /// the kernel tunes holds twice the congestion window.
  private boolean holdsLessThanWindows() {
    int told = 0;
    int less = 0;
    for (Snapshot reading : m.readings) {
      double unsent = Differences.number(reading, SendBuffMember.CUR_APP_W_QUEUE);
      double flight = Differences.number(reading, SendBuffMember.CUR_RETX_QUEUE);
      double window =
          Math.min(
              Differences.number(reading, SndCongMember.CUR_CWND),
              Differences.number(reading, ObsRecMember.CUR_RWIN_RCVD));
      double held = unsent + flight;
      told += held > 0 ? 1 : 0;
      less += held > 0 && held <= Thresholds.HELD_OF_WINDOW * window ? 1 : 0;
    }
    return told > 0 && less >= Thresholds.BLOCKED_LOOKS * told;
  }

  /// A sender that always has more and yet nothing unsent, where the kernel does not say whether it
  /// waits: it may not hand over more. What is on the way is then the same at each look, and no
  /// backlog has ever put more there. An application that paces itself has a piece more on the way
  /// at one look than at the other, and more of them where a backlog went out.
  ///
  /// @param network the share of time in which congestion control held back: what is refilled at
  ///   once comes in bursts that the window must spread
  Optional<Finding> sendBuffer(double network) {
    if (!Double.isNaN(m.figures().blockedShare())) {
      return Optional.empty(); // the kernel says, and has been asked
    }
    boolean isNeverEmpty = m.isNeverEmpty() && m.flightBytes() > m.mss && !m.isConversation();
    boolean isSteady =
        m.flightBytes() >= Thresholds.STEADY_LOOKS * m.largest(SendBuffMember.CUR_RETX_QUEUE)
            && m.flightBytes() >= Thresholds.STEADY_FLIGHT * m.largestFlight()
            && (m.fullness() >= Thresholds.FULL_SEGMENTS || m.largestUnsent() >= m.mss);
    // Held back now and then as well, what a blocked writer hands over joins up into full segments.
    boolean isJoined =
        m.fullness() >= Thresholds.FULL_SEGMENTS
            || m.flightBytes() >= Thresholds.REFILLED_FLIGHT * m.largestFlight();
    boolean isRefilled =
        isJoined && m.largestUnsent() >= m.mss && network >= Thresholds.TRACE_SHARE;
    if (!isNeverEmpty || !isSteady && !isRefilled) {
      return Optional.empty();
    }
    return tooSmall("queue-always-empty-under-a-bulk-writer");
  }

  private Optional<Finding> tooSmall(String rule) {
    double limit = m.figures().last(KernelFigure.SEND_BUFFER);
    double queue = m.largestFlight();
    double wanted = Math.max(100e6, 2 * m.bitsPerSecond());
    // Over the shortest of paths the product is next to nothing; what there is was too small.
    double needed = Math.max(wanted / Byte.SIZE * m.leastRtt / 1e6, 2 * Math.max(queue, limit));
    double blocked = m.figures().blockedShare();
    return Optional.of(
        rule(Nature.SEND_BUFFER, rule, share)
            .saw(() ->
                (blocked > 0
                        ? Wording.fill(
                            "at %s of the readings the application waited for room in its send"
                                + " buffer, though both",
                            share(blocked))
                        : "something was always on the way and was refilled at once, though both")
                    + Wording.fill(
                        " windows would have let more go; at most %s were on the way",
                        bytes(queue)))
            .says(() ->
                "the send buffer is too small: the application is blocked though the path would"
                    + " take more")
            .advises(() ->
                (limit > 0
                        ? Wording.fill("The send buffer is %s, overhead included. ", bytes(limit))
                        : "")
                    + "In the sending program leave SO_SNDBUF unset, so that the kernel tunes it up"
                    + " to the maximum"
                    + Wording.fill(
                        " in net.ipv4.tcp_wmem; or set it to at least %s before connect"
                            + " (net.core.wmem_max no",
                        bytes(needed))
                    + Wording.fill(
                        " lower): over %s that allows %s.",
                        time(m.meanRtt), rate(needed * Byte.SIZE / (m.meanRtt / 1e6))))
            .allows(m.bitsPerSecond())
            .unless(() ->
                "a moment with nothing on the way, or with far more than otherwise: then it is the"
                    + " application")
            .found(0.85));
  }

  /// An application that sends a stream, a piece now and then.
  Optional<Finding> paced() {
    double piece = piece();
    double pieces = m.ackedBytes / piece;
    double gap = m.seconds / pieces;
    boolean isConversation = m.dataSegmentsIn * 2 >= pieces && pieces > 0;
    boolean isUnseen = Double.isNaN(piece);
    boolean isOften = gap <= Thresholds.STREAM_GAP_SECONDS || isUnseen && isEven();
    boolean isStream =
        isOften && m.bitsPerSecond() >= Thresholds.STREAM_BITS_PER_SECOND && !isConversation;
    if (!isStream) {
      return Optional.empty();
    }
    // With several pieces on the way at once, how large one is cannot be seen.
    boolean isUnsized = isUnseen || m.isNeverEmpty() || gap * 1e6 < m.meanRtt;
    return Optional.of(
        rule(Nature.APPLICATION_PACED, "nothing-to-send", share)
            .saw(() ->
                Wording.fill(
                    "for %s of the time nothing waited to be sent and both windows were open; %s"
                        + " went out",
                    share(share), rate(m.bitsPerSecond())))
            .says(() -> "the sending application writes no more than " + rate(m.bitsPerSecond()))
            .advises(() ->
                (isUnsized
                        ? "Look at the sending program: profile it, or see what it waits"
                        : Wording.fill(
                            "Look at the sending program: it writes about %s every %s. Profile it,"
                                + " or see what it waits",
                            bytes(piece), time(gap * 1e6)))
                    + " for (its source, a lock, a timer, a limit of its own). The connection would"
                    + " take"
                    + Wording.fill(
                        " %s at once already (the smaller window), that is %s and more.",
                        bytes(window()), rate(window() * Byte.SIZE / (m.meanRtt / 1e6))))
            .allows(m.bitsPerSecond())
            .unless(() ->
                "something unsent (SendBuff.CurAppWQueue): then it is the path or the receiver")
            .found(0.9));
  }

  /// Whether as much goes out in each second as in any other, and nothing comes back.
  private boolean isEven() {
    return m.rateVariation() <= Thresholds.STEADY_RATES
        && m.dataSegmentsIn <= Thresholds.ANSWERS_SHARE * m.segments;
  }

  private double window() {
    double congestion = m.largest(SndCongMember.CUR_CWND);
    double offered = m.largest(ObsRecMember.CUR_RWIN_RCVD);
    return offered < congestion ? offered : congestion;
  }

  /// How much the application hands over at a time, at most; NaN if nobody saw. Where something is
  /// always on the way, no more than what was seen there: the marks hold what went out at once when
  /// the window was still small.
  private double piece() {
    double seen = m.largest(SendBuffMember.CUR_RETX_QUEUE);
    if (m.isNeverEmpty() && m.flightBytes() >= seen / 2) {
      return seen; // no chance of the moments: rate times round trip says the same
    }
    double marked = m.last(SendBuffMember.MAX_RETX_QUEUE) + Math.max(0, m.largestUnsent());
    return marked > 0 ? marked : Double.NaN;
  }

  /// Whether an application that asks and waits spends its time waiting for the network: one piece
  /// a round trip, and no time in between.
  double waitingShare() {
    double pieces = m.ackedBytes / m.largestFlight();
    if (!(m.largestFlight() > 0)) {
      return 0; // nobody saw how much goes at a time
    }
    return pieces * m.meanRtt / 1e6 / m.seconds;
  }

  /// The same of a server that is asked for one large answer after the other: the round trip until
  /// the next question, and the time that the answer takes on the path. 0 where nobody asks, where
  /// answers are small enough to go out at once whatever the window, or where the next is asked for
  /// before the one before has arrived.
  double answeringShare() {
    double questions = m.dataSegmentsIn;
    double answer = m.ackedBytes / questions;
    boolean isLarge = answer > Thresholds.FIRST_FLIGHT_SEGMENTS * m.mss;
    if (!(questions >= Thresholds.QUESTIONS_MIN) || !isLarge) {
      return 0;
    }
    // The segments of one flight queue up at the bottleneck: their round trips grow evenly from the
    // least to that of the last. The rate of a short flight is not that of the path.
    double last =
        answer <= m.largestFlight()
            ? 2 * m.meanRtt - m.leastRtt
            : m.leastRtt + answer * Byte.SIZE * 1e6 / m.mostBitsPerSecond();
    double share = questions * last / 1e6 / m.seconds;
    return share <= Thresholds.ONE_AT_A_TIME ? share : 0;
  }

  /// This host's own interface, which TCP takes for congestion.
  Optional<Finding> localStall(double weight) {
    boolean stalls = m.stalls >= 2 && m.stalls >= Thresholds.STALL_SIGNALS * m.signals;
    if (!stalls && !isStalledOnce() && !isCutUnasked()) {
      return Optional.empty();
    }
    return Optional.of(
        rule(Nature.LOCAL_STALL, "local-queue-full", weight)
            .saw(() ->
                Double.isNaN(m.stalls)
                    ? "the window was cut although nothing was lost or marked, which is what this"
                        + " host's own interface does when it refuses a segment"
                    : Wording.fill(
                        "this host's own interface queue refused segments: %s of %s",
                        Math.round(Math.max(m.stalls, m.last(PathMember.SEND_STALL))),
                        Wording.count(
                            Math.max(m.signals, m.last(PathMember.CONG_SIGNALS)),
                            "congestion signal")))
            .says(() ->
                "this host's own interface or traffic shaper drops what this connection sends")
            .advises(() ->
                "On this host: tc -s qdisc show dev INTERFACE, and look at dropped and at the"
                    + " limit. Raise"
                    + Wording.fill(
                        " the limit or rate of the queue (a bucket's limit of at least %s, a"
                            + " txqueuelen of",
                        bytes(2 * Math.max(m.preWindow > 0 ? m.preWindow : 0, 10 * m.mss)))
                    + " 1000), or use fq, which paces instead of dropping."
                    + m.whichInterface())
            .allows(m.bitsPerSecond())
            .unless(() -> "a Path.SendStall that stands still")
            .found(0.95));
  }

  /// A refusal that ended the first growth of the window, and nothing has since: the window creeps
  /// up from there, far below what the path takes.
  private boolean isStalledOnce() {
    double ever = m.last(PathMember.SEND_STALL);
    return ever > 0 && ever == m.last(PathMember.CONG_SIGNALS) && m.avoidances > 0;
  }

  /// Where refusals are not counted: the threshold of the window fell between two readings, though
  /// nothing was lost meanwhile, nothing was marked and nothing was taken for lost.
  private boolean isCutUnasked() {
    if (!Double.isNaN(m.stalls) || m.ecnSignals > 0 || m.timeouts > 0) {
      return false;
    }
    for (int i = 1; i < m.readings.size(); i++) {
      Snapshot before = m.readings.get(i - 1);
      Snapshot after = m.readings.get(i);
      SndCongMember threshold = SndCongMember.CUR_SSTHRESH;
      boolean isCut = Differences.number(after, threshold) < Differences.number(before, threshold);
      PathMember resent = PathMember.PKTS_RETRANS;
      if (isCut && Differences.number(after, resent) == Differences.number(before, resent)) {
        return true;
      }
    }
    return false;
  }

  /// Data that waits on this host although both windows would let it go: the host's own queues are
  /// full, and TCP hands them no more (small queues, or an interface that is slow).
  Optional<Finding> heldBack() {
    boolean isGrowing = m.slowStarts > 0 && m.seconds * 1e6 <= Thresholds.SHORT_ROUNDS * m.meanRtt;
    if (m.signals > 0 || isMoving() || isGrowing || m.figures().blockedShare() == 0) {
      // A window that moves is a window that was full; and a writer that is ahead of its interface
      // fills the send buffer until it waits for room.
      return Optional.empty();
    }
    int looks = 0;
    for (Snapshot reading : m.readings) {
      double unsent = Differences.number(reading, SendBuffMember.CUR_APP_W_QUEUE);
      double flight = Differences.number(reading, SendBuffMember.CUR_RETX_QUEUE);
      double congestion = Differences.number(reading, SndCongMember.CUR_CWND);
      double window = Differences.number(reading, ObsRecMember.CUR_RWIN_RCVD);
      if (unsent == 0 && flight == 0 && reading == m.readings.getFirst() && m.beginsHere()) {
        continue; // before the first byte
      }
      looks++;
      double room = Math.min(congestion, window) - flight;
      boolean isPaced = isPacing(reading) && flight >= Thresholds.PACED_WINDOW * congestion;
      if (!(unsent >= 2 * m.mss) || !(room >= 2 * m.mss) || isPaced) {
        return Optional.empty();
      }
    }
    if (looks == 0) {
      return Optional.empty();
    }
    return Optional.of(
        rule(Nature.LOCAL_STALL, "unsent-with-open-windows", share)
            .saw(() ->
                Wording.fill(
                    "at every reading up to %s waited to be sent although both windows were open",
                    bytes(m.largest(SendBuffMember.CUR_APP_W_QUEUE))))
            .says(() ->
                "this host's own interface, traffic shaper or pacing takes no more than "
                    + rate(m.bitsPerSecond()))
            .advises(() ->
                Wording.fill(
                        "On this host: tc -s qdisc show dev INTERFACE. A tbf, htb or cake with a"
                            + " rate near %s is",
                        rate(m.bitsPerSecond()))
                    + " the limit: raise its rate, or move this connection to another class."
                    + " Without a shaper see whether the program limits itself"
                    + " (SO_MAX_PACING_RATE: ss -tin shows it as the second number of pacing_rate),"
                    + " then look at the interface (ethtool INTERFACE: speed; ip -s link: drops)"
                    + " and at the other traffic that shares it."
                    + m.whichInterface())
            .allows(m.bitsPerSecond())
            .unless(() -> "windows that are full while data waits")
            .found(0.85));
  }

  /// Whether the congestion window moves: most of the time and up to the end, or by BBR, which sets
  /// it by what it measured and reports a reduction each time.
  private boolean isMoving() {
    if (m.last(SndCongMember.OTHER_REDUCTIONS) > 0) {
      return true;
    }
    double rounds = m.seconds * 1e6 / m.meanRtt;
    List<Snapshot> r = m.readings;
    double before = Differences.number(r.get(r.size() - 2), SndCongMember.CUR_CWND);
    boolean isStill = r.size() > 2 && m.last(SndCongMember.CUR_CWND) == before;
    return m.avoidances * Thresholds.GROWTH_ROUNDS > rounds && !isStill;
  }

  /// Whether it may be BBR that holds back, where nobody times that: it has a threshold for its
  /// window, though it lost nothing.
  private boolean isPacing(Snapshot reading) {
    double threshold = Differences.number(reading, SndCongMember.CUR_SSTHRESH);
    return Double.isNaN(m.avoidances) && threshold > 0;
  }

  private Rule rule(Nature nature, String name, double weight) {
    return new Rule(nature, name, weight, () -> Evidence.known(inputs()));
  }

  private Evidence.Input[] inputs() {
    return new Evidence.Input[] {
      new Evidence.Input("SndCong.SndLimTimeSnd share", share, ""),
      new Evidence.Input("SendBuff.MaxAppWQueue", m.largestUnsent(), "bytes"),
      new Evidence.Input("SendBuff.MaxRetxQueue", m.largestFlight(), "bytes"),
      new Evidence.Input("segment fullness", m.fullness(), ""),
      new Evidence.Input("Path.SendStall", m.stalls, ""),
      new Evidence.Input("mean RTT", m.meanRtt, "us"),
      new Evidence.Input("least RTT", m.leastRtt, "us"),
      new Evidence.Input("Path.CurMss", m.last(PathMember.CUR_MSS), "bytes"),
      new Evidence.Input("rate", m.bitsPerSecond(), "bit/s")
    };
  }
}
