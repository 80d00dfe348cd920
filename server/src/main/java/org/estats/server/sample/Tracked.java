package org.estats.server.sample;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import org.estats.Connection;
import org.estats.Owner;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Switch;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Diagnostician;
import org.estats.server.series.MemberColumns;
import org.estats.server.series.SeriesStore;
import org.estats.server.series.Step;
import org.estats.server.series.Track;
import org.estats.table.SnapshotTable;

/// What the sampler keeps of a connection from one tick to the next. For one thread at a time.
final class Tracked {

  private final Identity identity;
  private final SeriesStore series;
  private Track track;
  private TcpState state;
  private int uid;
  private long inode;
  private long receiveQueueBytes;
  private long sendQueueBytes;
  private Optional<Owner> owner = Optional.empty();
  private int ownerTries;
  private Snapshot before;
  private Optional<Step> step = Optional.empty();
  private Snapshot now;
  private final Deque<Snapshot> readings = new ArrayDeque<>(2);
  private Optional<Diagnosis> diagnosis = Optional.empty();
  private Line line;
  private long seenTick;

  Tracked(Connection connection, SeriesStore series) {
    this.identity = Identity.of(connection);
    this.series = series;
  }

  Identity identity() {
    return identity;
  }

  /// It is still there.
  ///
  /// @return false if that was said at this tick already
  boolean see(long tick, TcpState nowIn, int user, long socket, long receiveQueue, long sendQueue) {
    if (seenTick == tick) {
      return false;
    }
    seenTick = tick;
    state = nowIn;
    uid = user;
    inode = socket;
    receiveQueueBytes = receiveQueue;
    sendQueueBytes = sendQueue;
    before = now;
    now = null;
    return true;
  }

  boolean wasSeen(long tick) {
    return seenTick == tick;
  }

  boolean needsSnapshot() {
    return now == null && state.isSynchronised();
  }

  void read(Snapshot snapshot) {
    now = snapshot;
  }

  /// Reads it out of a table.
  void read(SnapshotTable table, int row) {
    now = before == null ? table.snapshot(row) : table.snapshot(row, before);
  }

  /// Writes what there is into its series.
  void keep(long slot) {
    step = now == null ? Optional.empty() : Optional.of(new Step(before, now));
    if (now != null) {
      if (track == null) {
        track = series.begin(identity.id());
      }
      track.add(slot, MemberColumns.stored(now, step.orElseThrow()));
    }
  }

  /// It is gone.
  void end() {
    if (track != null) {
      track.end();
    }
  }

  boolean needsOwner(int triesMax) {
    return owner.isEmpty() && inode != 0 && ownerTries < triesMax;
  }

  long inode() {
    return inode;
  }

  void own(Optional<Owner> found) {
    owner = found;
    ownerTries++;
  }

  /// Judges it if it is its turn.
  ///
  /// @return whether it was
  boolean judge(long tick, Pace pace) {
    if (now == null) {
      readings.clear();
      diagnosis = Optional.empty();
      return false;
    }
    long phase = tick + identity.connection().cookie();
    if (readings.isEmpty() || phase % pace.readingTicks() == 0) {
      readings.addLast(now);
      while (readings.size() > pace.readingsMax()) {
        readings.removeFirst();
      }
    }
    boolean isFirst = diagnosis.isEmpty() && readings.size() > 1;
    if (readings.size() < 2 || !isFirst && phase % pace.judgingTicks() != 0) {
      return false;
    }
    diagnosis = Optional.of(Diagnostician.diagnose(new ArrayList<>(readings)));
    return true;
  }

  /// What there is to see of it at this tick.
  Line line(long tick) {
    Line next =
        new Line(
            identity,
            state,
            uid,
            inode,
            receiveQueueBytes,
            sendQueueBytes,
            owner,
            Optional.ofNullable(now),
            now == null ? 0 : mask(now),
            step,
            step.map(Rates::of).orElse(Rates.NONE),
            diagnosis,
            line == null ? tick : line.changedTick());
    line = line == null || next.showsSameAs(line) ? next : next.changedAt(tick);
    return line;
  }

  private static int mask(Snapshot snapshot) {
    int mask = 0;
    for (Switch s : snapshot.on()) {
      mask |= s.bit();
    }
    return mask;
  }

  /// How often connections are read for a verdict, and judged: less often where there are many.
  ///
  /// @param readingTicks from one reading that is kept to the next
  /// @param readingsMax how many are kept
  /// @param judgingTicks from one verdict to the next
  record Pace(int readingTicks, int readingsMax, int judgingTicks) {

    private static final int MANY = 20_000;

    static Pace of(int connections) {
      return connections > MANY ? new Pace(10, 2, 10) : new Pace(5, 3, 5);
    }
  }
}
