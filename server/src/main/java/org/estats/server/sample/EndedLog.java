package org.estats.server.sample;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.estats.ClosedReader;
import org.estats.Ending;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.FinalRecord;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.server.host.Alarms;

/// Follows the final records of the kernel and keeps the newest. Asked once a tick, by the sampler,
/// so that a record finds what was known of its connection.
public final class EndedLog implements Consumer<Board>, AutoCloseable {

  private static final int KEPT_MAX = 8192;
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long MISSED_ALARM_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final EstatsSource source;
  private final Alarms alarms;
  private final long netns;
  private final List<Consumer<List<Ended>>> listeners;
  private final Deque<Ended> kept = new ArrayDeque<>();
  private Optional<ClosedReader> reader = Optional.empty();
  private long triedNanos;
  private boolean wasTried;
  private long number;
  private long count;
  private long resets;
  private long missed;
  private long missedNanos;
  private Board before;

  /// @param isAllNamespaces whether records of all namespaces are wanted
  /// @param listeners are given what has ended since the tick before
  public EndedLog(
      EstatsSource source,
      Alarms alarms,
      boolean isAllNamespaces,
      List<Consumer<List<Ended>>> listeners) {
    this.source = source;
    this.alarms = alarms;
    this.netns = isAllNamespaces ? 0 : NetworkNamespace.ownInode();
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void accept(Board board) {
    List<Ended> news = new ArrayList<>();
    open().ifPresent(r -> drain(r, news));
    before = board;
    listeners.forEach(l -> l.accept(news));
  }

  private Optional<ClosedReader> open() {
    long now = System.nanoTime();
    if (reader.isEmpty() && (!wasTried || now - triedNanos > AGAIN_NANOS)) {
      wasTried = true;
      triedNanos = now;
      try {
        reader = Optional.of(source.closed());
      } catch (EstatsException e) {
        // Not loaded yet, or not ours to read: the alarm on the collector says so.
      }
    }
    return reader;
  }

  private void drain(ClosedReader from, List<Ended> news) {
    for (Optional<FinalRecord> r = from.next(); r.isPresent(); r = from.next()) {
      FinalRecord last = r.get();
      if (netns == 0 || last.last().connection().netns() == netns) {
        news.add(ended(last));
      }
    }
    synchronized (this) {
      news.forEach(kept::addLast);
      count = number;
      while (kept.size() > KEPT_MAX) {
        kept.removeFirst();
      }
      tellMissed(from.missed());
    }
  }

  private void tellMissed(long now) {
    if (now > missed) {
      missed = now;
      missedNanos = System.nanoTime();
      alarms.raise(
          Alarms.CLOSED_MISSED,
          missed + " final records were overwritten before they were read",
          "load the collector with room for more: -Destats.closed.records=65536");
    } else if (missed > 0 && System.nanoTime() - missedNanos > MISSED_ALARM_NANOS) {
      alarms.clear(Alarms.CLOSED_MISSED);
    }
  }

  private Ended ended(FinalRecord last) {
    Identity identity = Identity.of(last.last().connection());
    Optional<Line> line = Optional.ofNullable(before).flatMap(b -> b.line(identity.id()));
    number++;
    resets += last.how() == Ending.FIN || last.how() == Ending.UNKNOWN ? 0 : 1;
    return new Ended(
        number, last, identity, line.flatMap(Line::owner), line.flatMap(Line::diagnosis));
  }

  /// How many are kept.
  public synchronized int size() {
    return kept.size();
  }

  /// Those that are kept, the newest first.
  public synchronized List<Ended> newestFirst() {
    return new ArrayList<>(kept).reversed();
  }

  /// What has ended since.
  ///
  /// @param ended those that are kept, the oldest first
  /// @param forgotten how many before them are not
  public record News(List<Ended> ended, long forgotten) {}

  /// Those after a number.
  public synchronized News after(long earlier) {
    List<Ended> found = new ArrayList<>();
    for (var all = kept.descendingIterator(); all.hasNext(); ) {
      Ended one = all.next();
      if (one.number() <= earlier) {
        break;
      }
      found.add(one);
    }
    long forgotten = found.isEmpty() ? 0 : found.getLast().number() - earlier - 1;
    return new News(found.reversed(), forgotten);
  }

  /// How many there were.
  public synchronized long count() {
    return count;
  }

  /// How many of them did not end in peace.
  public synchronized long resets() {
    return resets;
  }

  /// How many were overwritten before they were read.
  public synchronized long missed() {
    return missed;
  }

  @Override
  public void close() {
    reader.ifPresent(ClosedReader::close);
  }
}
