package org.estats.server.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesStoreTest {

  private static final long BEGIN = 1_700_000_000_000L;
  private static final int COLUMNS = MemberColumns.COLUMNS.size();

  @Test
  void whatIsWrittenIsReadAgainWhateverItIs() {
    for (long seed = 1; seed <= 50; seed++) {
      Random random = new Random(seed);
      Chunk.Writer writer = new Chunk.Writer(1000, 1, COLUMNS);
      List<long[]> written = new ArrayList<>();
      long[] values = new long[COLUMNS];
      for (int i = 0; i < 60; i++) {
        if (random.nextInt(10) == 0) {
          written.add(null);
        } else {
          for (int c = 0; c < COLUMNS; c++) {
            if (random.nextInt(3) == 0) {
              values[c] = random.nextInt(5) == 0 ? 0 : random.nextLong() >>> random.nextInt(64);
              values[c] &= Long.MAX_VALUE;
            }
          }
          written.add(values.clone());
        }
        writer.add(written.getLast());
      }
      List<long[]> read = new ArrayList<>();
      writer.chunk().forEach(COLUMNS, (slot, v) -> read.add(v == null ? null : v.clone()));
      assertThat(read).as("seed %d", seed).hasSize(60);
      for (int i = 0; i < 60; i++) {
        assertThat(read.get(i)).as("seed %d sample %d", seed, i).isEqualTo(written.get(i));
      }
    }
  }

  @Test
  void aConnectionAtWhichNothingGoesOnTakesAByteASample() {
    Chunk.Writer writer = new Chunk.Writer(0, 1, COLUMNS);
    long[] same = new long[COLUMNS];
    Arrays.fill(same, 7);
    for (int i = 0; i < 60; i++) {
      writer.add(same);
    }
    assertThat(writer.chunk().bytes().length).isLessThan(60 + 3 * COLUMNS);
  }

  /// Set forward by an hour what was kept was too old at once; set back by an hour, nothing more
  /// was kept for an hour.
  @Test
  void aWallClockThatIsSetBreaksNoSeries() {
    for (long set : List.of(3_600_250L, -3_600_250L)) {
      SeriesStore store = new SeriesStore(1000, 1 << 20);
      Track track = store.begin("a");
      long end = 0;
      for (int t = 0; t < 300; t++) {
        long wall = BEGIN + 500 + t * 1000L + (t < 150 ? 0 : set);
        store.look(wall, t * 1_000_000_000L);
        long[] values = new long[COLUMNS];
        Arrays.fill(values, 1 + t);
        track.add(store.slot(wall), values);
        store.tidy(wall);
        end = wall;
      }
      Columns kept =
          store.columns(track, MemberColumns.COLUMNS, end - 400_000, end, Integer.MAX_VALUE);
      assertThat(kept.t()).as("set by %d ms", set).hasSize(300);
      assertThat(kept.t()[299]).isBetween(end / 1e3 - 1, end / 1e3);
      for (int p = 1; p < kept.t().length; p++) {
        assertThat(kept.t()[p] - kept.t()[p - 1]).isCloseTo(1, within(1e-6));
      }
      assertThat(store.heldSeconds(end)).isCloseTo(300, within(2.0));
    }
  }

  @Test
  void memoryIsBoundedAndTheOldestIsThinnedFirst() {
    SeriesStore store = new SeriesStore(1000, 1 << 20);
    Random random = new Random(4711);
    List<Track> tracks = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      tracks.add(store.begin("c" + i));
    }
    for (int t = 0; t < 600; t++) {
      long now = BEGIN + t * 1000L;
      for (Track track : tracks) {
        track.add(store.slot(now), random.longs(COLUMNS, 1, 100_000).toArray());
      }
      store.tidy(now);
    }
    assertThat(store.bytes()).isLessThanOrEqualTo(1 << 20);
    Columns all = all(store, tracks.getFirst(), 2000);
    assertThat(all.t().length).as("seconds that can still be told").isGreaterThan(60);
    assertThat(all.shown()[0]).as("no gap between").doesNotContain(Double.NaN);
  }

  @Test
  void severalSamplesBecomeOnePointThatKeepsTheHighest() {
    SeriesStore store = new SeriesStore(1000, 1 << 20);
    Track track = store.begin("a");
    for (int t = 0; t < 100; t++) {
      long[] values = new long[COLUMNS];
      values[0] = MemberColumns.COLUMNS.getFirst().stored(t == 50 ? 80_000 : 800);
      track.add(store.slot(BEGIN + t * 1000L), values);
    }
    Columns points = all(store, track, 10);
    assertThat(points.isReduced()).isTrue();
    assertThat(points.t().length).isLessThanOrEqualTo(11);
    double highest = Arrays.stream(points.high()[0]).filter(v -> v > 0).max().orElse(0);
    assertThat(highest).isEqualTo(80_000);
    double mean = Arrays.stream(points.shown()[0]).filter(v -> v > 0).max().orElse(0);
    assertThat(mean).isCloseTo((80_000 + 9 * 800) / 10.0, within(1_000.0));
  }

  @Test
  void whereNothingWasSampledThereIsAGap() {
    SeriesStore store = new SeriesStore(1000, 1 << 20);
    Track track = store.begin("a");
    long[] values = new long[COLUMNS];
    values[0] = 11;
    track.add(store.slot(BEGIN), values);
    track.add(store.slot(BEGIN + 3000), values);
    assertThat(all(store, track, 100).shown()[0]).containsExactly(80, Double.NaN, Double.NaN, 80);
  }

  @Test
  void whatHasEndedIsForgottenWhenItIsOld() {
    SeriesStore store = new SeriesStore(1000, 1 << 20);
    Track track = store.begin("a");
    track.add(store.slot(BEGIN), new long[COLUMNS]);
    track.end();
    store.tidy(BEGIN + 60_000);
    assertThat(store.track("a")).isPresent();
    store.tidy(BEGIN + 17 * 60_000L);
    assertThat(store.track("a")).isEmpty();
    assertThat(store.bytes()).isZero();
  }

  private static Columns all(SeriesStore store, Track track, int points) {
    return Columns.of(
        track,
        MemberColumns.COLUMNS.subList(0, 1),
        BEGIN - 1000,
        BEGIN + 3_600_000,
        store.everyMillis(),
        points);
  }
}
