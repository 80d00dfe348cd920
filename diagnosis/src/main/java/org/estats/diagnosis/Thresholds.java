package org.estats.diagnosis;

/// Where the rules draw their lines, each with its reason. What is said to be *measured* was
/// measured on connections of the lab, real kernels over an emulated path, with a known illness.
final class Thresholds {

  /// A limit that holds for less of the time is not worth naming: without one that holds for a
  /// fifth, the same data would take four fifths of the time, which is a quarter more a second.
  static final double SHARE_MIN = 0.2;

  /// Two limits are told as a mixture where the lesser holds at least this share of what the
  /// greater does: mending only one of them then leaves most of the trouble.
  static final double MIXED_RATIO = 0.6;

  /// Fewer data segments than this are less than an initial window of ten and the three that tell a
  /// loss (T-RAT's limit of *opportunity*).
  static final long SEGMENTS_MIN = 13;

  /// A window was full if rate times round trip fill so much of it. Measured: 0.99 to 1.00 where a
  /// small window limits; 0.9 leaves room for a round trip that is a mean.
  static final double FULL_WINDOW = 0.9;

  /// Where ACKs come in lumps, a window that is only small is still full all the time; one that a
  /// reader opens late is not. Measured: 0.99 against 0.90.
  static final double FULL_BY_ITSELF = 0.95;

  /// The same where losses empty the window for a round trip now and then. Measured, while the
  /// window limited: 0.79 to 0.97 with windows of seven to eleven segments and 1 % of loss.
  static final double FULL_BESIDE_LOSSES = 0.75;

  /// Of tcp_info alone: rate times round trip is so much of the largest window that anybody saw.
  /// Measured under BBR: 0.86 to 1.0 with slow readers, of which looks saw the window full in a
  /// quarter.
  static final double FULL_BY_RATE = 0.85;

  /// A window that holds hardly more than a first flight is drained by each loss. Measured with 1 %
  /// of loss: 0.63 to 0.77.
  static final double FULL_TINY_WINDOW = 0.6;

  static final double TINY_WINDOW_SEGMENTS = 12.5;

  /// What a connection may send at once when it is new (RFC 6928); every receiver has room for it.
  static final double FIRST_FLIGHT_SEGMENTS = 10;

  /// A window that has been so many times larger was no small one.
  static final double FAR_LARGER = 4;

  /// Windows that no shift enlarges end here.
  static final long UNSCALED_WINDOW = 65_535;

  /// The shift that stands for no window scaling.
  static final long NO_SCALING = 255;

  /// A window that fell to less than this part of its largest has been eaten into by unread data. A
  /// reader that keeps up leaves it within a few segments of the largest.
  static final double SHRUNKEN_WINDOW = 0.75;

  /// The same from one look to the next, where only looks tell. Measured: 1.00 with small windows,
  /// 0.05 to 0.97 with slow readers.
  static final double FALLEN_WINDOW = 0.98;

  /// A receiver acknowledges every second segment; one that reads in lumps opens its window in
  /// lumps. Measured: 0.50 with a small window, 0.03 to 0.07 with a slow reader.
  static final double ACKS_OF_LUMPS = 0.25;

  /// Linux delays an ACK by 40 ms at least; so much of it must show in the largest round trip.
  static final double DELAYED_ACK_MICROS = 30_000;

  /// So much of the mean round trip must be waiting for a delayed ACK for it to matter. Measured:
  /// 22 ms where two small writes wait for each other; below 1 ms otherwise.
  static final double DELAYED_MEAN_MICROS = 10_000;

  /// A flight of more segments than this is acknowledged without delay: the second segment sets the
  /// ACK off.
  static final double DELAYED_FLIGHT_SEGMENTS = 2.5;

  /// A writer that always has more fills its segments; one that writes a piece now and then leaves
  /// one segment in each piece that is not full. Measured: 0.998 and more against 0.984 for pieces
  /// of 64 kB.
  static final double FULL_SEGMENTS = 0.993;

  /// Rate times round trip is so much of the most that looks found on the way where a writer is
  /// blocked: the kernel wakes it when a third of the buffer is free.
  static final double STEADY_LOOKS = 2.0 / 3;

  /// And so much of all that was ever on the way. Measured: 0.6 to 0.86 with a small buffer, 0.43
  /// to 0.61 where an application wrote by the clock.
  static final double STEADY_FLIGHT = 0.6;

  /// A writer that found the send buffer full is woken when a third of it is free, so while it
  /// waits the buffer is fuller than this.
  static final double WOKEN_AT = 2.0 / 3;

  /// A writer that the buffer holds back waits at nearly every look; one that paces itself at none.
  static final double BLOCKED_LOOKS = 0.6;

  /// And has something in it at so many of all looks. Measured: 0.5 and more with the smallest of
  /// buffers over 4 ms; 0.2 of a server that thinks, and whose answers fill the buffer for a
  /// moment.
  static final double HELD_LOOKS = 1.0 / 3;

  /// What a send buffer holds is less than this part of both windows where the buffer is what
  /// limits: then there was room for more on the way.
  static final double HELD_OF_WINDOW = 0.9;

  /// A buffer that is refilled as soon as there is room keeps so much of its largest flight on the
  /// way all the time. Measured: 0.7 to 1.
  static final double REFILLED_FLIGHT = 0.65;

  /// A lesser limit is named as evidence from this share of the time on.
  static final double TRACE_SHARE = 0.03;

  /// So large a part of the segments lost is named as evidence whatever the window: on paths that
  /// are long it would limit by itself.
  static final double TRACE_LOSS = 0.002;

  /// Where nothing is timed, so many of the readings must show a limit.
  static final double LOOKS_MIN = 0.5;

  /// Runs of duplicate ACKs that healed by themselves, over segments sent: none on paths that keep
  /// the order, 0.005 and more where segments overtake each other.
  static final double REORDERED_SHARE = 0.003;

  /// Linux takes a connection as idle after a retransmission timeout, which is 200 ms and more; an
  /// application that writes more often is streaming.
  static final double STREAM_GAP_SECONDS = 0.25;

  /// One who only listens sends next to no data back: less than a segment for so many.
  static final double ANSWERS_SHARE = 1.0 / 64;

  /// About half of BBR's window is on its way while the rest is paced out.
  static final double PACED_WINDOW = 0.3;

  /// Below this rate, that of one telephone call, nobody speaks of throughput: what is sent are
  /// messages.
  static final double STREAM_BITS_PER_SECOND = 64_000;

  /// The delivery rate of a full path does not stray. Measured, deviation over rate: 0.001 to 0.009
  /// on full paths, 0.04 to 0.4 where losses or marks keep the window down.
  static final double FULL_PATH_STRAY = 0.025;

  /// It strays a little while a connection repairs what its own queue dropped, yet the rates of
  /// each second are the same. Measured: 0.03 to 0.07; 0.15 with three to six other connections.
  static final double FULL_PATH_REPAIRS = 0.1;

  /// And what is sent is all of it. Measured: 0.97 to 1.0, repairs included. Where the rate of each
  /// second is the same, all but `SHARE_MIN` will do: there is no more to gain than that, and where
  /// segments overtake each other the delivery rate is measured somewhat too high.
  static final double FULL_PATH_RATE = 0.9;

  /// A full path has a queue in front of it, so the mean round trip is above the least by this part
  /// at least. Measured: 1.04 (BBR) to 2.2; 1.00 to 1.03 where there is no queue.
  static final double QUEUE_RATIO = 1.03;

  /// A queue that stands nearly all the time, losses or not, lengthens the mean round trip by this
  /// part. Measured: 1.13 to 1.5 where losses took less than a fifth of the rate; 1.01 to 1.09 with
  /// single losses that kept the path empty, and 1.02 to 1.07 with policers (1.14 at 11 ms).
  static final double STANDING_QUEUE = 1.1;

  /// And by so much at least, because a busy machine adds a few hundred microseconds.
  static final double QUEUE_MICROS = 500;

  /// A queue that delays by more than this many least round trips is larger than the one round trip
  /// that keeps a path busy.
  static final double BLOAT_RATIO = 2.0;

  /// A queue below it is nobody's trouble: it is an eighth of the 150 ms that a call bears (G.114).
  static final double BLOAT_MICROS = 20_000;

  /// So much of the mean round trip must be waiting behind others' data for it to be told of an
  /// application that asks one thing at a time: half of what is nobody's trouble, for the least
  /// that was seen had waited as well.
  static final double MOVED_MEAN_MICROS = 10_000;

  /// Half of either will do where it is so large a part of the round trip. Measured: 1.19 to 1.22
  /// beside a queue of others that was never empty; 1.00 to 1.05 on empty paths, on a busy machine.
  static final double MUCH_MOVED = 1.15;

  /// An application that waits for the network during so much of the time would gain from a shorter
  /// round trip and from little else.
  static final double WAITING_SHARE = 0.75;

  /// Readings of `tcp_info` carry the time at which this program asked. Where more got across
  /// between two of them than this part of the most that the kernel ever saw to, that time was
  /// wrong. Measured, beside a load of fourteen: 1.4 to 2.4.
  static final double MISTIMED = 1.25;

  /// So many questions in what was watched make a habit of asking.
  static final double QUESTIONS_MIN = 3;

  /// Where round trips and answers fill more than all of the time, they overlap. Measured: 0.9 to
  /// 1.05 where one is asked for after the other.
  static final double ONE_AT_A_TIME = 1.2;

  /// Shorter round trips are nobody's trouble, even where an application waits for each.
  static final double LONG_ROUND_TRIP_MICROS = 10_000;

  /// No round trip over a wire is as short: between two programs of a machine the least is 2 to 10
  /// us, over the shortest of wires 30.
  static final double WITHIN_A_MACHINE_MICROS = 20;

  /// What is handed from one program of a machine to another at such a rate is as much as its
  /// processors copy while they do other things as well. Measured: 2 to 23 Gbit/s on two that eight
  /// others used.
  static final double COPYING_BITS_PER_SECOND = 1e9;

  /// Rates between readings that stray so far from their mean come from stopping and going.
  static final double STOP_AND_GO = 0.5;

  /// A window that stays full for so long at a time is not read: half a second, two and a half
  /// times the least wait of the kernel before it asks a shut window again.
  static final double STOPPED_MICROS = 500_000;

  /// What goes while the window is full, of the rate over all: a slow reader takes all of it then,
  /// one that stops next to nothing. Measured: 0.94 to 1.01 against 0.01 to 0.5.
  static final double STOPPED_RATE = 0.7;

  /// BBR keeps its rate with losses up to about so many.
  static final double BORNE_LOSS = 0.15;

  /// So few losses in one window are no rate of loss; they are how a path says that it is full.
  static final long LOSS_SIGNALS_MIN = 2;

  /// Congestion signals beyond which silences are part of a lossy path and no outage by themselves.
  static final long OUTAGE_SIGNALS_MAX = 4;

  /// A timer that expires so many times more after each first time: with the first wait, its double
  /// and the double of that, 1.4 s and more of silence. What is held back for less comes by itself.
  static final double OUTAGE_REPEATS = 2;

  /// The round trip before a loss was so far above the least if a queue was filling.
  static final double CONGESTED_RATIO = 1.25;

  /// And by so much at least.
  static final double CONGESTED_MICROS = 2_000;

  /// Losses of one recovery over those that losses drawn singly would give. Measured: 0.76 to 1.33
  /// for single losses under CUBIC, Reno and BBR, 1.7 to 13 for bursts and policers.
  static final double CLUSTERED = 1.5;

  /// Where a queue stood before losses, so many of one recovery are bursts: a queue that overflows
  /// beside others drops few at a time. Measured: 0.9 to 3.6 beside others, 6 and more for bursts.
  static final double CLUSTERED_BEFORE_A_QUEUE = 4.5;

  /// Of Reno, the share of losses times the square of the window in segments, of single losses.
  static final double LOSSES_OF_WINDOW = 1.5;

  /// The same by that model, which is for Reno: CUBIC lets a larger window stand. Measured: 1 to 5
  /// for single losses, 9 and more for bursts and policers.
  static final double CLUSTERED_BY_MODEL = 7;

  /// Where recoveries are not counted: losses that come singly vary from second to second as much
  /// as their number, variance over mean, and bursts by as many as each takes. Measured: 3 and more
  /// in 7 of 83 runs with single losses, and in 62 of 74 with bursts.
  static final double UNEVEN = 3;

  /// Fewer losses than this may leave a rate as it was by chance.
  static final double EVEN_LOSSES = 8;

  /// On a full path the rates of each second are the same, deviation over mean. Measured: 0.0004 to
  /// 0.02, and to 0.06 with losses of other natures.
  static final double STEADY_RATES = 0.08;

  /// A policer holds the rate steady over seconds while it drops; bursts of losses do not.
  /// Measured: of 24 policers 21 below 0.1, of 36 lossy paths with harm 34 above.
  static final double POLICED_RATES = 0.1;

  /// Where segments overtake each other the delivery rate looks higher than it is, so the most that
  /// was seen is more than there is. Measured: this line is wrong in 9 of 128 trials, all of which
  /// were 1.1 to 1.5 times faster without overtaking.
  static final double SEEN_TOO_HIGH = 1.42;

  /// The same where a queue stands, of a connection that was watched from its birth: the first
  /// growth takes its time on an empty path as well. Measured: 1.35 and less without harm, 1.29 and
  /// more with.
  static final double GAIN_SINCE_BIRTH = 1.3;

  /// A connection that has a full path for itself gets the same in each second. Measured, deviation
  /// over mean: 0.04 and less (0.006 without losses), where others share it 0.045 and more.
  static final double SHARED_RATES = 0.04;

  /// And the queue stands at so many of the looks: one may fall into the moment after a loss.
  static final double STANDING_LOOKS = 0.75;

  /// Losses at round trips so much shorter than the mean are of bursts that go out after a wait,
  /// not of a queue that fills. Measured, where ACKs come in lumps: 0.1 to 0.45 with slow readers.
  static final double LOST_AT_ONCE = 0.67;

  /// A policer lets one segment in a few through while it drops, so what arrives is torn into many
  /// pieces, of which an ACK reports three; a burst leaves one hole. Measured, pieces an ACK: 1.0
  /// to 1.3 for bursts without a queue; of policers 1.4 and more where round trips take 20 ms.
  static final double TORN = 1.4;

  /// So many pieces tell it by themselves, where no queue ever stood: what overflows a queue is
  /// torn as well. Measured: 2.2 and more of policers whose rates varied.
  static final double TORN_BY_ITSELF = 1.9;

  /// Where the pieces do not speak for a policer, rates must be as steady as this. Measured: 0.03
  /// and less of policers, 0.05 and more of bursts.
  static final double POLICED_WHOLE = 0.04;

  /// A window that grows once in so many round trips, or less often, is not what limits: one that
  /// does grows each round trip.
  static final double GROWTH_ROUNDS = 10;

  /// Of what was sent again, so much was reported as having arrived twice: then sending it again
  /// was the mistake.
  static final double NEEDLESS_RESENDS = 0.5;

  /// A loss leaves a hole for a round trip; where so many of the ACKs report one, and the kernel
  /// saw segments overtake others, they do so all the time. Measured: 0.999 against 0.04 to 0.34.
  static final double ALWAYS_HOLES = 0.5;

  /// The kernel's estimate of reordering without any.
  static final long NO_REORDERING = 3;

  /// Of the congestion signals, so many came from this host's own interface.
  static final double STALL_SIGNALS = 0.25;

  /// Retransmission timeouts in a row that a path is taken for dead after, for an answer to any of
  /// them would have begun a new row.
  static final long DEAD_TIMEOUTS = 2;

  /// And so long must the silence be: a path that loses in bursts may swallow three in a row, which
  /// is 1.4 s.
  static final double DEAD_MICROS = 2_000_000;

  /// A transfer that is over within so many round trips has spent them in slow start: a window of
  /// ten segments takes that many to grow a thousandfold.
  static final double SHORT_ROUNDS = 12;

  private Thresholds() {}
}
