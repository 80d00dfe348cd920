package org.estats.server.series;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The series of all connections, bounded in bytes: what is older than a quarter of an hour goes;
/// if that is not enough, the oldest samples are thinned to one of five, and in the end dropped.
public final class SeriesStore {

  /// The whole machine's series.
  public static final String TOTALS = "totals";

  private static final long KEPT_MILLIS = 15 * 60 * 1000L;
  private static final int THINNED_TIMES = 5;

  /// A chunk and whose it is.
  private record Kept(Track track, Chunk chunk) {}

  private final long everyMillis;
  private final long bytesMax;
  private final Map<String, Track> tracks = new ConcurrentHashMap<>();
  private final Deque<Kept> fine = new ArrayDeque<>();
  private final Deque<Kept> coarse = new ArrayDeque<>();
  private final SeriesClock clock = new SeriesClock();
  private final Track totals;
  private long bytes;

  /// @param everyMillis time between samples
  /// @param bytesMax memory at most, for what is closed
  public SeriesStore(long everyMillis, long bytesMax) {
    this.everyMillis = everyMillis;
    this.bytesMax = bytesMax;
    totals = new Track(this, TOTALS, TotalsColumns.COLUMNS);
    tracks.put(TOTALS, totals);
  }

  /// A track for a connection that has appeared.
  public Track begin(String id) {
    Track track = new Track(this, id, MemberColumns.COLUMNS);
    tracks.put(id, track);
    return track;
  }

  /// The track of the whole machine.
  public Track totals() {
    return totals;
  }

  /// The track of a connection; empty if nothing is known of it.
  public Optional<Track> track(String id) {
    return Optional.ofNullable(tracks.get(id));
  }

  /// Time between samples.
  public long everyMillis() {
    return everyMillis;
  }

  /// Takes note of the time at a sample, so that the series survive a wall clock that is set.
  ///
  /// @param epochMillis by the wall clock
  /// @param bootNanos since the machine was started, sleep included
  public void look(long epochMillis, long bootNanos) {
    clock.look(epochMillis, bootNanos);
  }

  /// The period in which a moment lies.
  public long slot(long epochMillis) {
    return Math.floorDiv(epochMillis - clock.movedMillis(), everyMillis);
  }

  /// The series of a track, by the wall clock as it is now.
  ///
  /// @param wanted the columns
  /// @param fromMillis from when
  /// @param toMillis until when
  /// @param pointsMax at most so many points
  public Columns columns(
      Track track, List<Column> wanted, long fromMillis, long toMillis, int pointsMax) {
    long moved = clock.movedMillis();
    return Columns.of(track, wanted, fromMillis - moved, toMillis - moved, everyMillis, pointsMax)
        .later(moved);
  }

  synchronized void closed(Track track, Chunk chunk) {
    fine.addLast(new Kept(track, chunk));
    bytes += chunk.cost();
  }

  void forgetIfEmpty(Track track) {
    if (track.isForgettable()) {
      tracks.remove(track.id(), track);
    }
  }

  /// Drops what is too old, and what is too much. To be called now and then.
  public void tidy(long epochMillis) {
    long oldest = slot(epochMillis - KEPT_MILLIS);
    while (isOld(coarse, oldest)) {
      drop(poll(coarse));
    }
    while (isOld(fine, oldest)) {
      drop(poll(fine));
    }
    while (bytes() > bytesMax) {
      Kept kept = poll(fine);
      if (kept != null) {
        thin(kept);
        continue;
      }
      kept = poll(coarse);
      if (kept == null) {
        return; // what is being written is all there is
      }
      drop(kept);
    }
  }

  private synchronized boolean isOld(Deque<Kept> queue, long oldest) {
    return !queue.isEmpty() && queue.peekFirst().chunk().endSlot() < oldest;
  }

  private synchronized Kept poll(Deque<Kept> queue) {
    return queue.pollFirst();
  }

  private void drop(Kept kept) {
    kept.track().replace(kept.chunk(), null);
    forgetIfEmpty(kept.track());
    count(-kept.chunk().cost());
  }

  private void thin(Kept kept) {
    Chunk thinned = kept.chunk().thinned(kept.track().columns(), THINNED_TIMES);
    kept.track().replace(kept.chunk(), thinned);
    synchronized (this) {
      coarse.addLast(new Kept(kept.track(), thinned));
    }
    count(thinned.cost() - kept.chunk().cost());
  }

  private synchronized void count(int difference) {
    bytes += difference;
  }

  /// How much memory the closed chunks take.
  public synchronized long bytes() {
    return bytes;
  }

  /// How much they may take.
  public long bytesMax() {
    return bytesMax;
  }

  /// How far back all of what was there can be told, in seconds.
  public double heldSeconds(long epochMillis) {
    // Not under the lock: who closes a chunk holds its track, and then asks for the lock.
    List<Chunk> own = oldest().map(k -> List.of(k.chunk())).orElseGet(totals::chunks);
    if (own.isEmpty()) {
      return 0;
    }
    long begin = own.getFirst().slot() * everyMillis + clock.movedMillis();
    return Math.min(KEPT_MILLIS, epochMillis - begin) / 1e3;
  }

  private synchronized Optional<Kept> oldest() {
    return Optional.ofNullable(coarse.isEmpty() ? fine.peekFirst() : coarse.peekFirst());
  }
}
