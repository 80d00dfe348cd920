package org.estats.diagnosis;

import static org.estats.diagnosis.Wording.bytes;
import static org.estats.diagnosis.Wording.rate;
import static org.estats.diagnosis.Wording.share;
import static org.estats.diagnosis.Wording.time;

import org.estats.Snapshot;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.SendBuffMember;

/// Why the peer's window is full.
final class ReceiverRules {

  /// A rate that people want, for advice on sizes.
  private static final double WANTED_BITS_PER_SECOND = 100e6;

  private final Measures m;
  private final double share;

  private ReceiverRules(Measures m, double share) {
    this.m = m;
    this.share = share;
  }

  /// What it is, where the receiver's window held the sender back for this share of the time.
  static Finding find(Measures m, double share) {
    return new ReceiverRules(m, share).find();
  }

  /// Whether unread data has filled the peer's buffer, although congestion control held back: the
  /// window fell below that of a new connection, from far above it, and ACKs come in lumps. What
  /// goes out when such a window opens is a burst, and short queues on the path drop of it.
  static boolean isEatenInLumps(Measures m) {
    double small = Thresholds.FIRST_FLIGHT_SEGMENTS * m.mss;
    // Or: ACKs wait for the reader, and what then goes out at once is lost before any queue stands.
    boolean isAfterWaits =
        m.preRtt <= Thresholds.LOST_AT_ONCE * m.meanRtt
            && m.meanRtt >= Thresholds.BLOAT_RATIO * m.leastRtt;
    if (isAfterWaits && m.isAckedInLumps()) {
      return true;
    }
    return m.smallestWindow() < small
        && m.largestWindow() >= Thresholds.FAR_LARGER * small
        && m.isAckedInLumps();
  }

  /// What a reader does to a sender that congestion control held back, for this share of the time.
  static Finding ofBursts(Measures m, double share) {
    return new ReceiverRules(m, share).slowReader(m.flightBytes() / m.largestWindow());
  }

  private Finding find() {
    double window = m.largestWindow();
    boolean isShut = m.smallestWindow() < m.mss;
    if (isShut && isStopped()) {
      return zeroWindow();
    }
    double fill = m.flightWhileFull() / window;
    boolean isSteady = m.smallestWindow() >= Thresholds.SHRUNKEN_WINDOW * window;
    boolean inLumps = m.isAckedInLumps();
    boolean isEaten =
        inLumps && (fill < Thresholds.FULL_BY_ITSELF || Double.isNaN(m.timeRwin))
            || !isSteady && !isByHoles(fill) && (isShut || fill < Thresholds.FULL_WINDOW)
            || hasFallen() && m.resent == 0;
    if (isEaten) {
      return slowReader(fill);
    }
    boolean isUnscaled = m.last(ObsRecMember.WIN_SCALE_RCVD) == Thresholds.NO_SCALING;
    return isUnscaled && window > Thresholds.UNSCALED_WINDOW / 2.0 ? scalingOff() : smallWindow();
  }

  /// Where nobody marks how small the window was: whether it was smaller at one look than at the
  /// one before.
  private boolean hasFallen() {
    if (!Double.isNaN(m.last(ObsRecMember.MIN_RWIN_RCVD))) {
      return false;
    }
    double before = 0;
    for (Snapshot reading : m.readings) {
      double window = Differences.number(reading, ObsRecMember.CUR_RWIN_RCVD);
      if (window < Thresholds.FALLEN_WINDOW * before) {
        return true;
      }
      before = window;
    }
    return false;
  }

  /// Whether the window fell to its smallest only because segments were lost: what comes after a
  /// hole fills a small buffer, and the ACK that closes the hole leaves before anybody can read. A
  /// reader that is slow leaves the window shut, so that it is not full for lack of data on its
  /// way; but a window that never held the first flight of a connection is small, whoever reads.
  private boolean isByHoles(double fill) {
    boolean isTiny = m.largestWindow() <= Thresholds.FIRST_FLIGHT_SEGMENTS * m.mss;
    return m.resent > 0 && (fill >= Thresholds.FULL_BESIDE_LOSSES || isTiny);
  }

  /// Whether data stood still for long between going.
  private boolean isStopped() {
    return m.ackedBytes == 0
        || m.rateAtTheEnd() == 0 && m.last(ObsRecMember.CUR_RWIN_RCVD) < m.mss
        || m.rateVariation() >= Thresholds.STOP_AND_GO
        || isStillWhileFull();
  }

  /// Whether next to nothing went while the window was full, for long spells: where a reader is
  /// only slow, most goes just then, a little at a time.
  private boolean isStillWhileFull() {
    double rate = m.bytesRwin / (m.timeRwin / 1e6);
    return m.spellsRwin > 0
        && m.timeRwin >= Thresholds.STOPPED_MICROS * m.spellsRwin
        && rate * Byte.SIZE <= Thresholds.STOPPED_RATE * m.bitsPerSecond();
  }

  private Evidence.Input[] inputs() {
    return new Evidence.Input[] {
      new Evidence.Input("SndCong.SndLimTimeRwin share", share, ""),
      new Evidence.Input("ObsRec.MaxRwinRcvd", m.largestWindow(), "bytes"),
      new Evidence.Input("ObsRec.MinRwinRcvd", m.smallestWindow(), "bytes"),
      new Evidence.Input("ObsRec.WinScaleRcvd", m.last(ObsRecMember.WIN_SCALE_RCVD), ""),
      new Evidence.Input("mean RTT", m.meanRtt, "us"),
      new Evidence.Input("rate", m.bitsPerSecond(), "bit/s")
    };
  }

  private Rule rule(Nature nature, String name) {
    return new Rule(nature, name, share, () -> Evidence.known(inputs()));
  }

  private Finding zeroWindow() {
    double waiting = m.last(SendBuffMember.CUR_APP_W_QUEUE);
    return rule(Nature.ZERO_WINDOW, "window-shut")
        .saw(() ->
            Wording.fill(
                "the peer's window was shut and nothing moved; full for %s of the time, %s still"
                    + " wait here",
                share(share), bytes(Math.max(0, waiting))))
        .says(() -> "the receiving application stops reading, so its window is shut")
        .advises(() ->
            "On the peer, look at the program that holds the connection: it does not read its"
                + " socket (blocked on a lock, a disk or a full queue of its own, or stopped)."
                + " There, ss -tmp shows its unread bytes as Recv-Q; a stack dump of it shows why."
                + " Nothing on this host or on the network helps.")
        .allows(m.ackedBytes == 0 ? 0 : m.bitsPerSecond())
        .unless(() -> "a window that opens again and stays open")
        .found(0.95);
  }

  private Finding slowReader(double fill) {
    return rule(Nature.SLOW_READER, "window-eaten-by-unread-data")
        .saw(() ->
            Wording.fill(
                "the peer's window was full for %s of the time and moved between %s and %s; %s went"
                    + " across",
                share(share),
                bytes(m.smallestWindow()),
                bytes(m.largestWindow()),
                rate(m.bitsPerSecond())))
        .says(() ->
            "the receiving application reads more slowly than data arrives: "
                + rate(m.bitsPerSecond()))
        .advises(() ->
            Wording.fill(
                    "Make the program on the peer read faster than %s: read in another thread than"
                        + " it works in,",
                    rate(m.bitsPerSecond()))
                + " in pieces of 64 kB and more, and look at what it waits for (CPU, disk, a lock)."
                + " A larger receive buffer only delays the moment at which the window closes.")
        .allows(m.bitsPerSecond())
        .unless(() ->
            "a window that stays near its largest while it is full: then it is a small window")
        .found(fill < Thresholds.FULL_WINDOW / 2 ? 0.95 : 0.85);
  }

  private Finding scalingOff() {
    double ceiling = ceiling();
    return rule(Nature.WINDOW_SCALING_OFF, "no-window-scaling")
        .saw(() ->
            Wording.fill(
                "window scaling is not in force: %s / %s = %s",
                bytes(m.largestWindow()), time(m.meanRtt), rate(ceiling)))
        .says(() ->
            "window scaling is off, so no more than 64 KiB can be on the way in a round trip of "
                + time(m.meanRtt))
        .advises(() ->
            "Switch window scaling on at both ends (sysctl -w net.ipv4.tcp_window_scaling=1; it is"
                + " on by default), then open the connection anew: it is agreed in the handshake."
                + " If it is on, a middlebox strips the option: compare the SYNs of both ends with"
                + " tcpdump."
                + Wording.fill(
                    " For %s over %s the window must be %s.",
                    rate(wanted()), time(m.meanRtt), bytes(window(wanted()))))
        .allows(ceiling)
        .unless(() -> "a shift other than 255 in ObsRec.WinScaleRcvd")
        .found(0.97);
  }

  private Finding smallWindow() {
    double ceiling = ceiling();
    double needed = window(wanted());
    return rule(Nature.SMALL_WINDOW, "window-full")
        .saw(() ->
            Wording.fill(
                "the peer's window was full for %s of the time: %s / %s = %s",
                share(share), bytes(m.largestWindow()), time(m.meanRtt), rate(ceiling)))
        .says(() ->
            Wording.fill(
                "the receiver's window of %s allows %s over %s and no more",
                bytes(m.largestWindow()), rate(ceiling), time(m.meanRtt)))
        .advises(() ->
            Wording.fill(
                    "On the peer, let the window grow to %s, which %s over %s takes: leave"
                        + " SO_RCVBUF unset so",
                    bytes(needed), rate(wanted()), time(m.meanRtt))
                + Wording.fill(
                    " that the kernel tunes it, with %.0f or more as the third number of"
                        + " net.ipv4.tcp_rmem; or set",
                    2 * needed)
                + Wording.fill(
                    " SO_RCVBUF to at least %s before connect or listen, and net.core.rmem_max no"
                        + " lower.",
                    bytes(needed)))
        .allows(ceiling)
        .unless(() -> "a window that shrinks while it is full: then it is a slow reader")
        .found(0.95);
  }

  private double ceiling() {
    return m.largestWindow() * Byte.SIZE / (m.meanRtt / 1e6);
  }

  /// At least four times what there is, so that the advice is worth the trouble.
  private double wanted() {
    return Math.max(WANTED_BITS_PER_SECOND, 4 * m.bitsPerSecond());
  }

  private double window(double bitsPerSecond) {
    return bitsPerSecond / Byte.SIZE * m.meanRtt / 1e6;
  }
}
