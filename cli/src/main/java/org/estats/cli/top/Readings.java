package org.estats.cli.top;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.estats.EstatsSource;
import org.estats.filter.Filter;

/// Reads, sifts and sorts all connections, and watches those that are shown.
final class Readings {

  private static final int ROWS_WATCHED_MAX = 100;

  private final Census census;
  private final Holders holders = new Holders();
  private final Watched watched;
  private final Sieve sieve;
  private int[] slots = {};
  private Instant taken = Instant.EPOCH;
  private long takenNanos;
  private long ownNanos;
  private double ownShare = Double.NaN;

  /// @param between is run now and then while all are read, so that nobody waits for that to end
  Readings(EstatsSource source, Filter filter, Runnable between) {
    census = new Census(between);
    watched = new Watched(source, between);
    sieve = new Sieve(source, filter);
  }

  /// Reads all of them.
  void read(View view) {
    measureOwnShare();
    if (holders.refresh() && sieve.filter().needsOwner()) {
      sieve.judgeAnew();
    }
    census.read(sieve.filter());
    taken = Instant.now();
    sort(view);
  }

  private void measureOwnShare() {
    long now = System.nanoTime();
    long own = ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    if (takenNanos != 0 && own > 0) {
      ownShare = (double) (own - ownNanos) / (now - takenNanos);
    }
    takenNanos = now;
    ownNanos = own;
  }

  /// Sifts and sorts what was read last.
  void sort(View view) {
    Population all = census.population();
    slots = view.order.sort(all, sieve.sift(all, holders), view.isReversed);
  }

  /// Uses another filter; other namespaces are looked into at the next reading.
  void use(Filter filter) {
    sieve.use(filter);
  }

  /// Reads in full what is on the screen.
  ///
  /// @param from the first row shown
  /// @param rows how many are shown
  /// @param chosen the cookie of the connection that is chosen, 0 for none
  void watch(int from, int rows, long chosen) {
    List<Integer> shown = new ArrayList<>();
    int end = Math.min(slots.length, from + Math.min(rows, ROWS_WATCHED_MAX));
    for (int i = Math.min(from, slots.length); i < end; i++) {
      shown.add(slots[i]);
    }
    int slot = chosen == 0 ? -1 : census.population().slotOf(chosen);
    if (slot >= 0 && !shown.contains(slot)) {
      shown.add(slot);
    }
    watched.read(census.population(), shown);
  }

  /// Reads in full the first of some connections, by their cookies; those that are gone are passed
  /// over.
  void watch(long[] cookies) {
    List<Integer> there =
        Arrays.stream(cookies)
            .limit(ROWS_WATCHED_MAX)
            .mapToInt(census.population()::slotOf)
            .filter(slot -> slot >= 0)
            .boxed()
            .toList();
    watched.read(census.population(), there);
  }

  /// What there is to show.
  Scene scene(Duration every) {
    return new Scene(
        census.population(),
        slots,
        sieve.filter(),
        sieve.waiting(),
        watched,
        holders,
        taken,
        every,
        ownShare);
  }
}
