package org.estats.diagnosis;

import static org.estats.diagnosis.Wording.count;
import static org.estats.diagnosis.Wording.time;

import java.util.Optional;
import org.estats.catalogue.PathMember;

/// Paths on which nothing comes back for a while, or any more.
final class SilenceRules {

  /// `TCP_RTO_MAX` of Linux.
  private static final double RTO_MAX_MICROS = 120e6;

  /// `TCP_RTO_MIN`: the kernel reckons its patience from it, whatever the timer really was.
  private static final double RTO_MIN_MICROS = 200_000;

  /// The default of `net.ipv4.tcp_retries2`.
  private static final int RETRIES = 15;

  private final Measures m;
  private final double share;

  SilenceRules(Measures m, double share) {
    this.m = m;
    this.share = share;
  }

  /// Segments that grew smaller while nothing got through: the path takes no large ones.
  Optional<Finding> pathMtu() {
    double now = m.last(PathMember.CUR_MSS);
    double before =
        Math.max(orZero(m.last(PathMember.MAX_MSS)), orZero(m.first(PathMember.CUR_MSS)));
    boolean isNarrowed = now < before;
    boolean wasSilent =
        m.abruptTimeouts > 0 || expiries() > 0 || m.last(PathMember.CUR_TIMEOUT_COUNT) > 0;
    if (!isNarrowed || !wasSilent) {
      return Optional.empty();
    }
    return Optional.of(
        rule(Nature.PATH_MTU, "segments-shrank-after-silence")
            .saw(() ->
                Wording.fill(
                    "the kernel went from segments of %.0f to %.0f bytes after %s without an"
                        + " answer",
                    before, now, count(expiries(), "timeout")))
            .says(() ->
                "large packets vanish on the path without a word: its MTU is smaller than this host"
                    + " thinks")
            .advises(() ->
                "Find the MTU with tracepath -n "
                    + m.peer()
                    + ", and let ICMP \"fragmentation needed\" (type 3 code 4; ICMPv6 packet too"
                    + " big) through every firewall on the way. Until then on this host: "
                    + m.changeRoute(Wording.fill("mtu lock %.0f", now + headers()))
                    + ", or a clamp of the MSS to the path's MTU on the router;"
                    + " net.ipv4.tcp_mtu_probing=1 shortens the silence.")
            .unless(() -> "more silence with the smaller segments: then the path is dead")
            .found(0.95));
  }

  /// What is in a packet besides the segment: both headers, with timestamps.
  private int headers() {
    return m.isOverIpv6() ? 72 : 52;
  }

  private static double orZero(double number) {
    return Double.isNaN(number) ? 0 : number;
  }

  /// Retransmissions in a row, and nothing has come back since.
  Optional<Finding> deadPath() {
    double inRow = m.last(PathMember.CUR_TIMEOUT_COUNT);
    boolean isDead =
        inRow >= Thresholds.DEAD_TIMEOUTS && silenceMicros(inRow) >= Thresholds.DEAD_MICROS;
    if (!isDead) {
      return Optional.empty();
    }
    double left = patienceMicros() - silenceMicros(inRow);
    return Optional.of(
        rule(Nature.DEAD_PATH, "timeouts-in-a-row")
            .saw(() ->
                Wording.fill(
                    "%s in a row went unanswered, the next is due %s after the last",
                    count(inRow, "retransmission"), time(m.last(PathMember.CUR_RTO))))
            .says(() ->
                Wording.fill(
                    "nothing comes back any more; the kernel gives up in about %s",
                    time(Math.max(0, left))))
            .advises(() ->
                "Check that the peer is up and reachable (mtr -n "
                    + m.peer()
                    + "), and the routes, firewalls and NAT entries between. The kernel gives up"
                    + " after"
                    + Wording.fill(
                        " net.ipv4.tcp_retries2 doublings, about %s by its default of %d;",
                        time(patienceMicros()), RETRIES)
                    + " a program that must know sooner sets TCP_USER_TIMEOUT (such as 30000 ms)"
                    + " and connects anew.")
            .allows(0)
            .unless(() -> "an ACK of new data: then it was an outage")
            .found(0.95));
  }

  /// How long the kernel goes on: the timer doubles from its minimum up to its maximum.
  private static double patienceMicros() {
    double all = 0;
    double timer = RTO_MIN_MICROS;
    for (int i = 0; i <= RETRIES; i++) {
      all += timer;
      timer = Math.min(2 * timer, RTO_MAX_MICROS);
    }
    return all;
  }

  /// How long it has been since the first of so many expiries in a row. The timer runs for the next
  /// by now, doubled each time up to its maximum; where that is reached, the first is taken to have
  /// been the least.
  private double silenceMicros(double inRow) {
    return Math.max(byTimers(inRow), m.silentMicros());
  }

  private double byTimers(double inRow) {
    double now = m.last(PathMember.CUR_RTO);
    double timer = now < RTO_MAX_MICROS ? now / Math.pow(2, inRow) : RTO_MIN_MICROS;
    double all = 0;
    double left = inRow;
    for (; left > 0 && timer > 0 && timer < RTO_MAX_MICROS; left--) {
      all += timer;
      timer *= 2;
    }
    return timer > 0 ? all + left * RTO_MAX_MICROS : all;
  }

  private double expiries() {
    return orZero(m.timeouts) + orZero(m.subsequentTimeouts);
  }

  /// Silence for several timeouts, then all went on.
  Optional<Finding> outage() {
    double seen = m.longestSilenceMicros();
    double silence = Math.max(lastedMicros(), seen);
    boolean isFew =
        m.subsequentTimeouts > 0
            && m.signals <= Thresholds.OUTAGE_SIGNALS_MAX
            && m.spuriousTimeouts == 0;
    // Who begins to watch in the middle of it does not see how it began, but that nothing moves.
    boolean isSudden = isFew && (m.abruptTimeouts > 0 || seen >= Thresholds.STOPPED_MICROS);
    boolean isLong =
        m.subsequentTimeouts >= Thresholds.OUTAGE_REPEATS
            && m.subsequentTimeouts >= Thresholds.OUTAGE_REPEATS * m.timeouts;
    if (!(isSudden || isLong) || silence < Thresholds.SHARE_MIN * m.seconds * 1e6) {
      return Optional.empty();
    }
    return Optional.of(
        rule(Nature.OUTAGE, "silence-then-answers")
            .saw(() ->
                Wording.fill(
                    "%s, most of them in a row: for about %s nothing came back",
                    count(expiries(), "timeout"), time(silence)))
            .says(() ->
                Wording.fill(
                    "the path was gone, and with it %s until TCP tried again", time(silence)))
            .advises(() ->
                "Look at what happened on the path at that time: a link that went down, a route"
                    + " that changed (journalctl -k and the routers' logs; ip monitor on this"
                    + " host), Wi-Fi roaming, a firewall that restarted. Nothing in TCP's settings"
                    + " would have helped.")
            .unless(() -> "loss before and after the silence as well: then the path is lossy")
            .found(0.9));
  }

  /// How long the longest silence was: the timer is doubled at each expiry, and at the last stands
  /// at as much as the silence and the first wait together.
  private double lastedMicros() {
    double inRow = Math.max(1, expiries() - Math.max(0, orZero(m.timeouts) - 1));
    double timer = m.last(PathMember.MAX_RTO);
    return Double.isNaN(timer)
        ? RTO_MIN_MICROS * (Math.pow(2, inRow) - 1)
        : timer * (1 - Math.pow(2, -inRow));
  }

  private Rule rule(Nature nature, String name) {
    return new Rule(nature, name, share, () -> NetworkInputs.of(m, share));
  }
}
