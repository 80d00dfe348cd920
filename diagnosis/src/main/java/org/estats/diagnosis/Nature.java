package org.estats.diagnosis;

import java.util.Locale;
import java.util.Optional;

/// Of what nature a limit is. Each belongs to one verdict; a mixed verdict carries the nature that
/// weighs most.
public enum Nature {
  /// The sending application writes less than the path would carry.
  APPLICATION_PACED(Verdict.SENDER),
  /// The sending socket's buffer holds less than a round trip of the path takes.
  SEND_BUFFER(Verdict.SENDER),
  /// Small writes wait for the acknowledgement of the one before, which the peer delays.
  NAGLE_DELAYED_ACK(Verdict.SENDER),
  /// The sending host's own interface or its queue holds data back.
  LOCAL_STALL(Verdict.SENDER),
  /// The receiver's window is smaller than a round trip of the path takes.
  SMALL_WINDOW(Verdict.RECEIVER),
  /// The receiving application reads more slowly than data arrives.
  SLOW_READER(Verdict.RECEIVER),
  /// The receiving application does not read at all.
  ZERO_WINDOW(Verdict.RECEIVER),
  /// Window scaling is not in force, so no window is above 64 KiB.
  WINDOW_SCALING_OFF(Verdict.RECEIVER),
  /// The receiver's delayed acknowledgements hold the sender's window back.
  DELAYED_ACK(Verdict.RECEIVER),
  /// Segments are lost singly, without a queue having filled.
  RANDOM_LOSS(Verdict.NETWORK),
  /// Many segments in a row are lost at once.
  BURST_LOSS(Verdict.NETWORK),
  /// Segments are lost because a queue is full.
  CONGESTION_LOSS(Verdict.NETWORK),
  /// A queue without bounds multiplies the round-trip time.
  BUFFERBLOAT(Verdict.NETWORK),
  /// Something drops what exceeds a rate, without queueing it.
  POLICER(Verdict.NETWORK),
  /// Segments overtake each other.
  REORDERING(Verdict.NETWORK),
  /// Segments are sent again that were not lost.
  SPURIOUS_RETRANSMISSION(Verdict.NETWORK),
  /// Nothing got across for a while.
  OUTAGE(Verdict.NETWORK),
  /// Nothing has got across since, and the kernel will give up.
  DEAD_PATH(Verdict.NETWORK),
  /// Large segments do not get through.
  PATH_MTU(Verdict.NETWORK),
  /// Routers mark segments rather than dropping them.
  ECN_CONGESTION(Verdict.NETWORK),
  /// The transfer is too short for the path: slow start and round trips are all there is.
  SLOW_START(Verdict.NETWORK),
  /// The path carries what it can, and this connection has it.
  CAPACITY(Verdict.NETWORK),
  /// Nothing was sent.
  IDLE(Verdict.NONE),
  /// What was sent got across at once.
  HEALTHY(Verdict.NONE),
  /// Not known.
  UNKNOWN(Verdict.CANNOT_SAY);

  private final Verdict verdict;
  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  Nature(Verdict verdict) {
    this.verdict = verdict;
  }

  /// To which verdict it belongs.
  public Verdict verdict() {
    return verdict;
  }

  /// The word in text and JSON: `small-window`.
  public String text() {
    return text;
  }

  /// The nature of this name, as [#text()] writes it; empty if there is none.
  public static Optional<Nature> named(String name) {
    for (Nature nature : values()) {
      if (nature.text().equals(name)) {
        return Optional.of(nature);
      }
    }
    return Optional.empty();
  }
}
