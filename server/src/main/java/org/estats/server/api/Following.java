package org.estats.server.api;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.estats.server.sample.Line;

/// What the client of one stream has been shown, and for some ticks back: what is written to a
/// broken connection is lost without a sign, so a client comes back with an id of some time ago.
final class Following {

  private static final int MARKS_MAX = 120;

  /// So many ids that were shown are remembered at most, by how many are: where much comes and
  /// goes, a client can go on from less far back.
  private static final int GONE_OF_SHOWN = 4;

  private static final int GONE_MIN = 100;

  private final String key;

  /// By id, since which tick it is shown.
  private final Map<String, Long> shown = new HashMap<>();

  private final Deque<Mark> marks = new ArrayDeque<>();
  private int goneCount;
  private long tick;
  private long endedNumber;

  /// What an event told.
  ///
  /// @param tick of the board it was about
  /// @param gone ids that were no more shown
  /// @param endedNumber of the last that had ended before it
  private record Mark(long tick, Set<String> gone, long endedNumber) {}

  /// What is new to the client.
  ///
  /// @param rows new or changed
  /// @param gone ids that are not among those of the page any more
  record Change(List<Line> rows, Set<String> gone) {}

  Following(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }

  synchronized boolean isNew() {
    return tick == 0;
  }

  synchronized long tick() {
    return tick;
  }

  synchronized long endedNumber() {
    return endedNumber;
  }

  synchronized void toldEnded(long number) {
    endedNumber = number;
  }

  synchronized String eventId() {
    return key + "-" + tick;
  }

  /// What a client must be told to be where the board is.
  synchronized Change showed(TableQuery.Page page, long ended) {
    long before = tick;
    Long now = page.tick();
    Set<String> gone = new HashSet<>(shown.keySet());
    List<Line> rows =
        page.lines().stream()
            .filter(l -> !gone.remove(l.identity().id()) || l.changedTick() > before)
            .toList();
    gone.forEach(shown::remove);
    page.lines().forEach(l -> shown.putIfAbsent(l.identity().id(), now));
    tick = page.tick();
    endedNumber = ended;
    mark(gone);
    return new Change(rows, gone);
  }

  private void mark(Set<String> gone) {
    marks.addLast(new Mark(tick, gone, endedNumber));
    goneCount += gone.size();
    int most = Math.max(GONE_MIN, GONE_OF_SHOWN * shown.size());
    while (marks.size() > MARKS_MAX || marks.size() > 1 && goneCount > most) {
      goneCount -= marks.removeFirst().gone().size();
    }
  }

  /// The same as it was after an earlier tick, under another key.
  ///
  /// @return empty if that is too long ago
  synchronized Optional<Following> asOf(long earlier, String otherKey) {
    Optional<Mark> at = marks.stream().filter(m -> m.tick() == earlier).findFirst();
    if (at.isEmpty()) {
      return Optional.empty();
    }
    Following copy = new Following(otherKey);
    shown.forEach((id, since) -> {
      if (since <= earlier) {
        copy.shown.put(id, since);
      }
    });
    marks.stream()
        .filter(m -> m.tick() > earlier)
        .forEach(m -> m.gone().forEach(id -> copy.shown.putIfAbsent(id, earlier)));
    copy.tick = earlier;
    copy.endedNumber = at.get().endedNumber();
    copy.marks.addLast(new Mark(earlier, Set.of(), at.get().endedNumber()));
    return Optional.of(copy);
  }
}
