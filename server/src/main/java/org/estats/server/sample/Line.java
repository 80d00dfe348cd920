package org.estats.server.sample;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.estats.Absence;
import org.estats.ConnectionRow;
import org.estats.Owner;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.Switch;
import org.estats.diagnosis.Diagnosis;
import org.estats.server.series.Step;

/// A connection at a tick. Never changes, so any thread may look at it.
///
/// @param identity which connection
/// @param state its state
/// @param uid the user who owns it
/// @param inode of its socket
/// @param receiveQueueBytes received and not read
/// @param sendQueueBytes written and not acknowledged
/// @param owner who holds it
/// @param snapshot its members; empty where it has none, as a listener
/// @param onMask the switches that are on, by their bits
/// @param step what was counted since the tick before; empty where nothing is counted
/// @param rates the same, a second
/// @param diagnosis the last verdict
/// @param changedTick when anything that a listing shows last changed
public record Line(
    Identity identity,
    TcpState state,
    int uid,
    long inode,
    long receiveQueueBytes,
    long sendQueueBytes,
    Optional<Owner> owner,
    Optional<Snapshot> snapshot,
    int onMask,
    Optional<Step> step,
    Rates rates,
    Optional<Diagnosis> diagnosis,
    long changedTick) {

  /// Its row of the connection table, for filters.
  public ConnectionRow row() {
    return new ConnectionRow(
        identity.connection(), state, uid, inode, receiveQueueBytes, sendQueueBytes);
  }

  /// The switches that are on.
  public Set<Switch> on() {
    return snapshot.map(Snapshot::on).orElse(Set.of());
  }

  /// When the first of them was switched on; empty if none is.
  public Optional<Instant> since() {
    return snapshot.flatMap(
        s -> s.on().stream().flatMap(o -> s.since(o).stream()).min(Comparator.naturalOrder()));
  }

  /// The smoothed round-trip time in microseconds; NaN if it is not known.
  public double rttMicros() {
    double fine = exact(FineRttMember.SUM_RTT);
    return Double.isNaN(fine) ? exact(PathMember.SMOOTHED_RTT) : fine;
  }

  /// Bytes sent again of all bytes sent since counting began; NaN if that is not known.
  public double retransShare() {
    double sent = exact(DataMember.DATA_BYTES_OUT);
    double again = exact(PathMember.BYTES_RETRANS);
    return sent > 0 ? Math.min(1, again / sent) : sent == 0 && again == 0 ? 0 : Double.NaN;
  }

  /// A member as it travels, times in microseconds; NaN where it is absent.
  public double exact(Member member) {
    if (snapshot.isEmpty()) {
      return Double.NaN;
    }
    long raw = snapshot.get().raw(member);
    return Absence.isAbsence(raw) ? Double.NaN : raw;
  }

  /// Whether a listing would show the same.
  boolean showsSameAs(Line other) {
    return state == other.state
        && receiveQueueBytes == other.receiveQueueBytes
        && sendQueueBytes == other.sendQueueBytes
        && rates.equals(other.rates)
        && (isSame(owner, other.owner) || owner.equals(other.owner))
        && onMask == other.onMask
        && Double.compare(rttMicros(), other.rttMicros()) == 0
        && Double.compare(exact(PathMember.PKTS_RETRANS), other.exact(PathMember.PKTS_RETRANS)) == 0
        && Double.compare(retransShare(), other.retransShare()) == 0
        && (isSame(diagnosis, other.diagnosis)
            || diagnosis.map(Diagnosis::summary).equals(other.diagnosis.map(Diagnosis::summary)));
  }

  /// Whether two are one object, so that there is nothing to compare: most of the time they are.
  private static <T> boolean isSame(Optional<T> one, Optional<T> other) {
    return one.orElse(null) == other.orElse(null);
  }

  Line changedAt(long tick) {
    return new Line(
        identity,
        state,
        uid,
        inode,
        receiveQueueBytes,
        sendQueueBytes,
        owner,
        snapshot,
        onMask,
        step,
        rates,
        diagnosis,
        tick);
  }
}
