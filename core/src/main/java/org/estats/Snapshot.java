package org.estats;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;
import org.estats.catalogue.Unit;

/// All members of one connection at one moment.
public final class Snapshot {

  private static final long[] NO_FIGURES = noFigures();

  private final Connection connection;
  private final TcpState state;
  private final Instant taken;
  private final EnumMap<Switch, Instant> since;
  private final long[] raw;
  private final long[] figures;
  private final boolean isNarrow;
  private final OptionalLong uptimeNanos;

  /// A snapshot out of a source.
  ///
  /// @param since the switches that are on, each with the moment it was switched on; null for the
  ///   moment where the source does not know it
  /// @param raw a number for every member, by [Member#index()]: times in microseconds, absent
  ///   members as [Absence#code()]. The array is not copied
  public Snapshot(
      Connection connection,
      TcpState state,
      Instant taken,
      Map<Switch, Instant> since,
      long[] raw) {
    if (raw.length != Catalogue.members().size()) {
      throw new IllegalArgumentException(raw.length + " numbers for the whole catalogue");
    }
    this.connection = Objects.requireNonNull(connection, "connection");
    this.state = Objects.requireNonNull(state, "state");
    this.taken = Objects.requireNonNull(taken, "taken");
    this.since = new EnumMap<>(Switch.class);
    this.since.putAll(since);
    this.raw = raw;
    this.figures = NO_FIGURES;
    this.isNarrow = false;
    this.uptimeNanos = OptionalLong.empty();
  }

  private Snapshot(Snapshot like, long[] figures, boolean isNarrow, OptionalLong uptimeNanos) {
    connection = like.connection;
    state = like.state;
    taken = like.taken;
    since = like.since;
    raw = like.raw;
    this.figures = figures;
    this.isNarrow = isNarrow;
    this.uptimeNanos = uptimeNanos;
  }

  /// The same snapshot, with its moment also on a clock that nobody sets.
  ///
  /// @param nanos since the machine was started, sleep included; of any beginning, as long as it is
  ///   the same for all snapshots that are compared
  public Snapshot takenAtUptime(OptionalLong nanos) {
    return new Snapshot(this, figures, isNarrow, nanos);
  }

  /// A later reading of the same connection, at which the same switches were on as at this one, and
  /// have been all the time. Shares with this what never changes, for who reads many again and
  /// again.
  ///
  /// @param uptimeNanos as in [#takenAtUptime(OptionalLong)], on the same clock
  /// @param raw as in the constructor; the array is not copied
  /// @param numbers as in [#withFigures(long[])]; the array is not copied
  public Snapshot later(TcpState nowIn, Instant now, long uptimeNanos, long[] raw, long[] numbers) {
    if (raw.length != this.raw.length || numbers.length != NO_FIGURES.length) {
      throw new IllegalArgumentException(
          raw.length + " numbers for the whole catalogue, " + numbers.length + " for all figures");
    }
    return new Snapshot(this, nowIn, now, OptionalLong.of(uptimeNanos), raw, numbers);
  }

  private Snapshot(
      Snapshot earlier,
      TcpState state,
      Instant taken,
      OptionalLong uptimeNanos,
      long[] raw,
      long[] figures) {
    connection = earlier.connection;
    since = earlier.since;
    isNarrow = earlier.isNarrow;
    this.state = Objects.requireNonNull(state, "state");
    this.taken = Objects.requireNonNull(taken, "taken");
    this.uptimeNanos = uptimeNanos;
    this.raw = raw;
    this.figures = figures;
  }

  /// When it was taken, on the clock that nobody sets; empty if the source does not say.
  public OptionalLong uptimeNanos() {
    return uptimeNanos;
  }

  /// How long after another it was taken. Steps of the wall clock do not show, if both sources say
  /// when it was on the other clock.
  public Duration after(Snapshot earlier) {
    return uptimeNanos.isPresent() && earlier.uptimeNanos.isPresent()
        ? Duration.ofNanos(uptimeNanos.getAsLong() - earlier.uptimeNanos.getAsLong())
        : Duration.between(earlier.taken, taken);
  }

  private static long[] noFigures() {
    long[] none = new long[KernelFigure.values().length];
    Arrays.fill(none, Absence.NOT_COLLECTED.code());
    return none;
  }

  /// The same out of a source whose counters are as narrow as in the Win32 structures, and come
  /// round there; counters that are not said to be narrow are 64 bits wide.
  public Snapshot narrow() {
    return new Snapshot(this, figures, true, uptimeNanos);
  }

  /// The same with what the kernel knows besides.
  ///
  /// @param numbers a number for every [KernelFigure], by its ordinal; absent ones as
  ///   [Absence#code()]. The array is not copied
  public Snapshot withFigures(long[] numbers) {
    if (numbers.length != NO_FIGURES.length) {
      throw new IllegalArgumentException(numbers.length + " numbers for all figures");
    }
    return new Snapshot(this, numbers, isNarrow, uptimeNanos);
  }

  /// The same with the figures of another snapshot of the connection.
  public Snapshot withFiguresOf(Snapshot other) {
    return new Snapshot(this, other.figures, isNarrow, uptimeNanos);
  }

  /// What the kernel knows besides the members, or why it is not to be had.
  public Value figure(KernelFigure figure) {
    return Value.ofRaw(figures[figure.ordinal()]);
  }

  /// The connection, with namespace and cookie where the source knows them.
  public Connection connection() {
    return connection;
  }

  /// Its state at this moment.
  public TcpState state() {
    return state;
  }

  /// The moment.
  public Instant taken() {
    return taken;
  }

  /// The switches that are on.
  public Set<Switch> on() {
    return since.isEmpty()
        ? EnumSet.noneOf(Switch.class)
        : Collections.unmodifiableSet(since.keySet());
  }

  /// Since when a switch has been on; empty if it is off, or if the source does not know.
  public Optional<Instant> since(Switch s) {
    return Optional.ofNullable(since.get(s));
  }

  /// Whether anything of the group is collected. SynOpts always is.
  public boolean isOn(Group group) {
    return group.switches().isEmpty() || group.switches().stream().anyMatch(since::containsKey);
  }

  /// A member in its own unit, or why it has no value.
  public Value value(Member member) {
    long number = raw[member.index()];
    if (member.unit() == Unit.MILLISECONDS && !Absence.isAbsence(number)) {
      return new Value.Present(millis(number));
    }
    return Value.ofRaw(number);
  }

  /// A member as it travels: times in microseconds whatever the member's unit, all else as in
  /// [#value(Member)].
  public Value exact(Member member) {
    return Value.ofRaw(raw[member.index()]);
  }

  /// The same without an object: where there is no value, the code of an [Absence].
  public long raw(Member member) {
    return raw[member.index()];
  }

  /// The same by [Member#index()], for who has worked that out before.
  public long raw(int index) {
    return raw[index];
  }

  /// A member as [#exact(Member)] has it, or `other` if it has no value; makes no object, for who
  /// asks for many.
  public long exactOr(Member member, long other) {
    long number = raw[member.index()];
    return Absence.isAbsence(number) ? other : number;
  }

  /// A figure, or `other` if it is not to be had; makes no object.
  public long figureOr(KernelFigure figure, long other) {
    long number = figures[figure.ordinal()];
    return Absence.isAbsence(number) ? other : number;
  }

  /// Whether a switch has been on ever since an earlier snapshot of the same connection, and its
  /// counters are as wide as they are here, so that they can be subtracted as they are.
  public boolean isOnSince(Switch s, Snapshot earlier) {
    Instant began = since.get(s);
    return began != null
        && !isNarrow
        && earlier.since.containsKey(s)
        && !began.isAfter(earlier.taken);
  }

  /// How far a counter has come since an earlier snapshot of the same connection, in the member's
  /// unit: from zero if its group was switched on meanwhile. Absent where that cannot be told, as
  /// when it was not known before, or fell.
  ///
  /// A narrow counter is taken to have come round once if it went less than half its range. More
  /// looks like a counter that began anew, and is absent.
  ///
  /// @throws IllegalArgumentException if the member is no counter
  public Value difference(Member counter, Snapshot earlier) {
    if (counter.kind() != Kind.COUNTER) {
      throw new IllegalArgumentException(counter.qualifiedName() + " is no counter");
    }
    boolean hasLeft = counter.collectedBy().map(s -> earlier.isOn(s) && !isOn(s)).orElse(false);
    if (hasLeft) {
      return new Value.Absent(Absence.OFF);
    }
    return exact(counter) instanceof Value.Present(long number)
        ? difference(counter, number, base(counter, earlier))
        : exact(counter);
  }

  private boolean isOn(Switch s) {
    return since.containsKey(s);
  }

  /// What a counter was before; 0 if its group was switched on since.
  private Value base(Member counter, Snapshot earlier) {
    boolean beganSince =
        counter
            .collectedBy()
            .flatMap(this::since)
            .map(s -> Duration.between(s, taken).compareTo(after(earlier)) < 0)
            .orElse(false);
    if (beganSince) {
      return new Value.Present(0);
    }
    Value before = earlier.exact(counter);
    boolean isZero =
        before instanceof Value.Absent(Absence why)
            && (why == Absence.OFF || why == Absence.NO_SAMPLE_YET)
            && !isNarrow; // where nobody says when it was switched on, nor what it began with
    return isZero ? new Value.Present(0) : before;
  }

  private Value difference(Member counter, long number, Value base) {
    long before = base.orElse(-1);
    boolean isMillis = counter.unit() == Unit.MILLISECONDS;
    if (before >= 0 && isNarrow && counter.width().bytes() == Integer.BYTES) {
      long steps = isMillis ? number / 1000 - before / 1000 : number - before;
      int modular = (int) steps;
      return modular < 0 ? new Value.Absent(Absence.AMBIGUOUS) : new Value.Present(modular);
    }
    if (before < 0 || number < before) {
      return new Value.Absent(Absence.AMBIGUOUS);
    }
    return new Value.Present(isMillis ? millis(number - before) : number - before);
  }

  /// What both sides agreed on in the handshake.
  public SynOptsStats synOpts() {
    return new SynOptsStats(this);
  }

  /// Bytes and segments in both directions.
  public DataStats data() {
    return new DataStats(this);
  }

  /// What limits the sender, and its congestion control.
  public SndCongStats sndCong() {
    return new SndCongStats(this);
  }

  /// The network path.
  public PathStats path() {
    return new PathStats(this);
  }

  /// The queues of the sending side.
  public SendBuffStats sendBuff() {
    return new SendBuffStats(this);
  }

  /// The receiver on this host.
  public RecStats rec() {
    return new RecStats(this);
  }

  /// The receiver on the other host, as seen from here.
  public ObsRecStats obsRec() {
    return new ObsRecStats(this);
  }

  /// Estimates of the bandwidth.
  public BandwidthStats bandwidth() {
    return new BandwidthStats(this);
  }

  /// Round-trip times in microseconds.
  public FineRttStats fineRtt() {
    return new FineRttStats(this);
  }

  private static long millis(long micros) {
    return (micros + 500) / 1000;
  }
}
