package org.estats.diagnosis;

import static org.estats.diagnosis.Wording.bytes;
import static org.estats.diagnosis.Wording.rate;
import static org.estats.diagnosis.Wording.share;
import static org.estats.diagnosis.Wording.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.estats.Snapshot;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.RecMember;
import org.estats.catalogue.Switch;

/// What can be said of the data that this host receives: whether this host holds it back, and what
/// of the path shows here. Who limits at the other end only the other end knows.
final class Inbound {

  /// Of the window's ceiling, so much is unread when the application is behind.
  private static final double UNREAD_SHARE = 0.5;

  /// A reader that is behind is seen to be at this share of the readings at least; one that reads
  /// in lumps is caught up now and then.
  private static final double BEHIND_LOOKS = 0.5;

  /// A window that is shut at so many of the readings stays shut: one that is only small opens
  /// within a round trip.
  private static final double SHUT_LOOKS = 0.4;

  /// And a reader that has stopped lets nothing in between so many of the readings; one that is
  /// only slow shuts the window as often, but takes something in between any two.
  private static final double STILL_SPANS = 0.25;

  /// One run of duplicate ACKs in so many segments is worth a word.
  private static final double HOLES_SHARE = 0.001;

  private final List<Snapshot> readings;
  private final Differences d;
  private final double receivedBytes;
  private final double roundTrip;

  private Inbound(List<Snapshot> readings, Differences whole) {
    this.readings = readings;
    d = whole;
    receivedBytes = d.of(DataMember.THRU_BYTES_RECEIVED, Switch.DATA);
    roundTrip = d.last(PathMember.SMOOTHED_RTT);
  }

  static Judgement judge(List<Snapshot> readings, Differences whole) {
    return new Inbound(readings, whole).judge();
  }

  private double bitsPerSecond() {
    return receivedBytes * Byte.SIZE / d.seconds();
  }

  private Judgement judge() {
    List<String> untold = new ArrayList<>();
    if (!readings.getLast().since(Switch.REC).isPresent()) {
      untold.add("the largest and smallest window and the holes in what arrived: Rec is off");
    }
    List<Finding> found = new ArrayList<>();
    unread().or(this::window).ifPresent(found::add);
    if (!found.isEmpty()) {
      Nature nature = found.getFirst().nature();
      return new Judgement(
          nature.verdict(),
          nature,
          found,
          List.of(),
          Optional.empty(),
          bitsPerSecond(),
          found.getFirst().words().summary(),
          untold);
    }
    if (!(receivedBytes > 0)) {
      return Judgement.of(
          Nature.IDLE, Optional.empty(), bitsPerSecond(), () -> "nothing was received", untold);
    }
    boolean isStream = bitsPerSecond() >= Thresholds.STREAM_BITS_PER_SECOND;
    if (!isStream || isAnswers()) {
      return Judgement.of(
          Nature.HEALTHY,
          Optional.empty(),
          bitsPerSecond(),
          () -> "what arrived was read at once",
          untold);
    }

    return Judgement.of(
        Nature.UNKNOWN,
        Optional.empty(),
        bitsPerSecond(),
        () ->
            Wording.fill(
                "%s came in and this host did not hold it back%s; what limits it shows at the"
                    + " sender",
                rate(bitsPerSecond()), holes()),
        untold);
  }

  /// Whether what comes in are answers that any window lets through at once: for each thing asked
  /// no more than a new connection may send.
  private boolean isAnswers() {
    double asked = d.of(DataMember.DATA_SEGS_OUT, Switch.DATA);
    double mss = d.last(PathMember.CUR_MSS);
    return receivedBytes <= Thresholds.FIRST_FLIGHT_SEGMENTS * mss * asked;
  }

  private String holes() {
    double holes = d.of(RecMember.DUP_ACK_EPISODES, Switch.REC);
    double marks = d.of(RecMember.CE_RCVD, Switch.REC);
    double segments = d.of(DataMember.DATA_SEGS_IN, Switch.DATA);
    String text = "";
    if (holes > HOLES_SHARE * segments) {
      text += Wording.fill(", though segments were missing or out of order %.0f times", holes);
    }
    return marks > 0 ? text + Wording.fill(", and %.0f were marked by a router", marks) : text;
  }

  /// Much was unread at most readings, or the window shut at many: the application here is behind.
  private Optional<Finding> unread() {
    double mss = d.last(PathMember.CUR_MSS);
    double behind = 0;
    double shut = 0;
    double still = 0;
    double share = 1.0 / (readings.size() - 1);
    for (int i = 1; i < readings.size(); i++) {
      double unread = Differences.number(readings.get(i), RecMember.CUR_APP_R_QUEUE);
      if (!(unread > 0)) {
        continue;
      }
      double came = Differences.number(readings.get(i), DataMember.THRU_BYTES_RECEIVED);
      double before = Differences.number(readings.get(i - 1), DataMember.THRU_BYTES_RECEIVED);
      still += came == before ? share : 0;
      double window = Differences.number(readings.get(i), RecMember.CUR_RWIN_SENT);
      behind += unread >= UNREAD_SHARE * (unread + window) ? share : 0;
      shut += window < mss ? share : 0;
    }
    boolean isShut = shut >= SHUT_LOOKS;
    return behind >= BEHIND_LOOKS || isShut
        ? unread(Math.max(behind, shut), isShut && still >= STILL_SPANS)
        : Optional.empty();
  }

  private Optional<Finding> unread(double looks, boolean isStopped) {
    double unread = d.last(RecMember.CUR_APP_R_QUEUE);
    double window = d.last(RecMember.CUR_RWIN_SENT);
    Nature nature = isStopped ? Nature.ZERO_WINDOW : Nature.SLOW_READER;
    return Optional.of(
        rule(nature, "unread-data")
            .saw(() ->
                Wording.fill(
                    "at %s of the readings %s; at the last %s lay unread and the window offered was"
                        + " %s",
                    share(looks),
                    isStopped
                        ? "the window was shut before unread data"
                        : "half of the buffer and more was unread",
                    bytes(unread),
                    bytes(window)))
            .says(() ->
                isStopped
                    ? "the program on this host stops reading, so its window is shut"
                    : "the program on this host reads more slowly than data arrives: "
                        + rate(bitsPerSecond()))
            .advises(() ->
                "Look at the program on this host that holds the connection (estats list "
                    + Wording.fill("lport=%s", readings.getLast().connection().local().port())
                    + " shows it): it leaves data unread. A stack dump or perf shows what it waits"
                    + " for; reading in a thread of its own, in pieces of 64 kB and more, lets the"
                    + " window open.")
            .allows(bitsPerSecond())
            .unless(() -> "an empty receive queue")
            .found(0.9));
  }

  /// What came in a round trip was all that this host's window allows.
  private Optional<Finding> window() {
    double window = d.last(RecMember.MAX_RWIN_SENT);
    double arriving = receivedBytes / d.seconds() * roundTrip / 1e6;
    double full =
        d.of(RecMember.DUP_ACK_EPISODES, Switch.REC) > 0
            ? Thresholds.FULL_BESIDE_LOSSES
            : Thresholds.FULL_WINDOW;
    boolean isFull = window > 0 && arriving >= full * window;
    if (!isFull) {
      return Optional.empty();
    }
    boolean isUnscaled = d.last(RecMember.WIN_SCALE_SENT) == Thresholds.NO_SCALING;
    double wanted = Math.max(100e6, 4 * bitsPerSecond());
    double needed = wanted / Byte.SIZE * roundTrip / 1e6;
    return Optional.of(
        rule(isUnscaled ? Nature.WINDOW_SCALING_OFF : Nature.SMALL_WINDOW, "own-window-full")
            .saw(() ->
                Wording.fill(
                    "this host offers %s at most, and %s a round trip of %s came in",
                    bytes(window), bytes(arriving), time(roundTrip)))
            .says(() ->
                Wording.fill(
                    "this host's receive window of %s allows %s over %s and no more",
                    bytes(window), rate(window * Byte.SIZE / (roundTrip / 1e6)), time(roundTrip)))
            .advises(() ->
                isUnscaled
                    ? "Switch window scaling on (sysctl -w net.ipv4.tcp_window_scaling=1 at both"
                        + " ends) and open the connection anew."
                    : Wording.fill(
                            "In the program on this host leave SO_RCVBUF unset, with %.0f or more"
                                + " as the third",
                            2 * needed)
                        + Wording.fill(
                            " number of net.ipv4.tcp_rmem, or set it to at least %s before connect"
                                + " or listen: %s over %s",
                            bytes(needed), rate(wanted), time(roundTrip))
                        + " takes it.")
            .allows(window * Byte.SIZE / (roundTrip / 1e6))
            .unless(() -> "less than a window a round trip")
            .found(0.8));
  }

  private Rule rule(Nature nature, String name) {
    return new Rule(nature, name, 1, () -> Evidence.known(inputs()));
  }

  private Evidence.Input[] inputs() {
    return new Evidence.Input[] {
      new Evidence.Input("Rec.CurAppRQueue", d.last(RecMember.CUR_APP_R_QUEUE), "bytes"),
      new Evidence.Input("Rec.CurRwinSent", d.last(RecMember.CUR_RWIN_SENT), "bytes"),
      new Evidence.Input("Rec.MaxRwinSent", d.last(RecMember.MAX_RWIN_SENT), "bytes"),
      new Evidence.Input("Rec.WinScaleSent", d.last(RecMember.WIN_SCALE_SENT), ""),
      new Evidence.Input("Path.SmoothedRtt", roundTrip, "us"),
      new Evidence.Input("rate", bitsPerSecond(), "bit/s")
    };
  }
}
