package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Several that set the same connection at once do not get in each other's way.
@ExtendWith(LoadedCollector.class)
class SettingTogetherLiveTest {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final int TIMES = 10_000;

  /// Switches that are set by one thread only are, at every moment, as that thread left them.
  @Test
  @Timeout(60) // takes 2 s
  void everyThreadFindsItsOwnSwitchAsItLeftIt() throws Exception {
    LinuxSource source = new LinuxSource();
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      CyclicBarrier together = new CyclicBarrier(2);
      FutureTask<Void> path = Meanwhile.start(() -> flip(source, end, Switch.PATH, together));
      FutureTask<Void> data = Meanwhile.start(() -> flip(source, end, Switch.DATA, together));
      path.get();
      data.get();
      assertThat(source.get(end).on()).isEmpty();
      assertIsWhole(source, pair);
    }
    source.close();
  }

  private static Void flip(LinuxSource source, Connection end, Switch mine, CyclicBarrier together)
      throws Exception {
    together.await();
    for (int i = 0; i < TIMES; i++) {
      source.set(end, Set.of(mine), NONE);
      Snapshot s = source.get(end);
      assertThat(s.on()).as("after switching on, the %dth time", i).contains(mine);
      source.set(end, NONE, Set.of(mine));
      assertThat(source.get(end).on()).as("after switching off").doesNotContain(mine);
    }
    return null;
  }

  @Test
  @Timeout(60) // takes 2 s
  void threadsThatSwitchTheSameSwitchLeaveOneOfTheirStates() throws Exception {
    LinuxSource source = new LinuxSource();
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      CyclicBarrier together = new CyclicBarrier(2);
      List<FutureTask<Void>> tasks =
          List.of(
              Meanwhile.start(() -> switchOften(source, end, ALL, NONE, together)),
              Meanwhile.start(() -> switchOften(source, end, NONE, ALL, together)));
      for (FutureTask<Void> task : tasks) {
        task.get();
      }
      assertThat(source.get(end).on()).isIn(ALL, NONE);
      assertIsWhole(source, pair);
    }
    source.close();
  }

  private static Void switchOften(
      LinuxSource source, Connection end, Set<Switch> on, Set<Switch> off, CyclicBarrier together)
      throws Exception {
    together.await();
    for (int i = 0; i < TIMES; i++) {
      source.set(end, on, off);
    }
    return null;
  }

  /// The connection can still be switched, counts rightly, and is let go of.
  private static void assertIsWhole(LinuxSource source, Pair pair) throws Exception {
    Connection end = pair.clientEnd();
    source.set(end, NONE, ALL);
    KernelCounts before = KernelCounts.of(end);
    source.set(end, ALL, NONE);
    pair.traffic();
    KernelCounts.of(end).assertEqual(source.get(end), before);
    source.set(end, NONE, ALL);
    assertThat(source.get(end).on()).isEmpty();
  }
}
