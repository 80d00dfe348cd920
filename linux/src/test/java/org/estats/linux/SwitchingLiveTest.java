package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.Group;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.Switch;
import org.estats.linux.proc.BootClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Switching connections on and off, and what counters begin with.
@ExtendWith(LoadedCollector.class)
class SwitchingLiveTest {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private final LinuxSource source = new LinuxSource();

  @AfterEach
  void settle() {
    source.close();
  }

  private void on(Connection connection, Switch... switches) {
    source.set(connection, Set.of(switches), NONE);
  }

  private void off(Connection connection, Switch... switches) {
    source.set(connection, NONE, Set.of(switches));
  }

  private static void assertNothingCounted(Snapshot s, Group group) {
    for (Member m : Catalogue.members(group)) {
      if (m.kind() == Kind.COUNTER) {
        assertThat(s.exact(m)).as(m.qualifiedName()).isEqualTo(new Value.Present(0));
      }
    }
  }

  @Test
  void countersAreZeroAtTheMomentOfSetHoweverOldTheConnectionIs() throws Exception {
    try (Pair pair = Pair.open()) {
      pair.traffic();
      for (Connection end : new Connection[] {pair.clientEnd(), pair.serverEnd()}) {
        source.set(end, ALL, NONE);
        Snapshot s = source.get(end);
        assertThat(s.on()).isEqualTo(ALL);
        assertNothingCounted(s, Group.DATA);
        assertNothingCounted(s, Group.PATH);
        for (Member m :
            new Member[] {
              PathMember.SAMPLE_RTT,
              PathMember.MIN_RTT,
              PathMember.MAX_RTT,
              FineRttMember.MIN_RTT,
              FineRttMember.MAX_RTT
            }) {
          assertThat(s.value(m))
              .as(m.qualifiedName())
              .isEqualTo(new Value.Absent(Absence.NO_SAMPLE_YET));
        }
      }
    }
  }

  @Test
  void nothingIsLostBetweenSetAndTheNextArrivingSegment() throws Exception {
    for (int tries = 0; ; tries++) {
      try (Pair pair = Pair.open()) {
        pair.toServer(500_000);
        pair.serverDelaysAcks();
        KernelCounts before = KernelCounts.of(pair.clientEnd());
        source.set(pair.clientEnd(), ALL, NONE);
        long sent = System.nanoTime();
        pair.client().write(ByteBuffer.allocate(100));
        Snapshot unanswered = source.get(pair.clientEnd());
        KernelCounts then = KernelCounts.of(pair.clientEnd());
        if (!then.isIdle()) {
          then.assertEqual(unanswered, before);
          assertThat(unanswered.data().dataBytesOut().get()).isEqualTo(100);
          assertThat(unanswered.data().segsIn().get()).isZero();
          pair.quiet();
          long micros = (System.nanoTime() - sent) / 1000;
          Snapshot answered = source.get(pair.clientEnd());
          KernelCounts.of(pair.clientEnd()).assertEqual(answered, before);
          assertThat(answered.data().thruBytesAcked().get()).isEqualTo(100);
          assertThat(answered.path().countRtt().get()).isEqualTo(1);
          assertThat(answered.exact(PathMember.SUM_RTT).get()).isBetween(20_000L, micros);
          return;
        }
        assertThat(tries).as("tries without a delayed ACK").isLessThan(20);
      }
    }
  }

  @Test
  void theFirstSegmentThatArrivesAfterSetIsCounted() throws Exception {
    try (Pair pair = Pair.open()) {
      pair.traffic();
      source.set(pair.serverEnd(), ALL, NONE);
      pair.toServer(100);
      Snapshot s = source.get(pair.serverEnd());
      assertThat(s.data().dataBytesIn().get()).isEqualTo(100);
      assertThat(s.data().dataSegsIn().get()).isEqualTo(1);
      assertThat(s.data().thruBytesReceived().get()).isEqualTo(100);
    }
  }

  @Test
  void whatIsOffIsOffAndStartsFromZeroWhenItIsSwitchedOnAgain() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      source.set(end, ALL, NONE);
      pair.traffic();
      assertThat(source.get(end).data().dataBytesOut().get()).isPositive();
      source.set(end, NONE, ALL);
      Snapshot none = source.get(end);
      assertThat(none.on()).isEmpty();
      for (Group group : new Group[] {Group.DATA, Group.PATH, Group.FINE_RTT}) {
        for (Member m : Catalogue.members(group)) {
          assertThat(none.value(m)).as(m.qualifiedName()).isEqualTo(new Value.Absent(Absence.OFF));
        }
      }
      pair.traffic();
      KernelCounts before = KernelCounts.of(end);
      source.set(end, ALL, NONE);
      assertNothingCounted(source.get(end), Group.DATA);
      assertNothingCounted(source.get(end), Group.PATH);
      assertThat(source.get(end).fineRtt().maxRtt().isPresent()).isFalse();
      pair.traffic();
      KernelCounts.of(end).assertEqual(source.get(end), before);
    }
  }

  @Test
  void switchingOnWhatIsOnChangesNothing() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      KernelCounts before = KernelCounts.of(end);
      long began = BootClock.nanos();
      source.set(end, ALL, NONE);
      long done = BootClock.nanos();
      pair.traffic();
      Snapshot first = source.get(end);
      source.set(end, ALL, NONE);
      Snapshot second = source.get(end);
      for (Switch s : ALL) {
        assertThat(Live.sinceNanos(second, s))
            .isEqualTo(Live.sinceNanos(first, s))
            .isBetween(began, done);
      }
      KernelCounts.of(end).assertEqual(second, before);
      assertThat(second.exact(PathMember.COUNT_RTT)).isEqualTo(first.exact(PathMember.COUNT_RTT));
      assertThat(second.exact(FineRttMember.MAX_RTT)).isEqualTo(first.exact(FineRttMember.MAX_RTT));
    }
  }

  @Test
  void groupsDoNotTouchEachOther() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      on(end, Switch.DATA, Switch.PATH);
      pair.traffic();
      Snapshot two = source.get(end);
      on(end, Switch.FINE_RTT);
      Snapshot three = source.get(end);
      assertThat(three.on()).isEqualTo(ALL);
      assertSame(three, two, Group.DATA, Group.PATH);
      off(end, Switch.DATA);
      Snapshot without = source.get(end);
      assertThat(without.on()).isEqualTo(EnumSet.of(Switch.PATH, Switch.FINE_RTT));
      assertSame(without, two, Group.PATH);
      pair.traffic();
      assertThat(source.get(end).path().countRtt().get())
          .isGreaterThan(two.path().countRtt().get());
      on(end, Switch.DATA);
      Snapshot again = source.get(end);
      assertNothingCounted(again, Group.DATA);
      assertThat(again.path().countRtt().get()).isGreaterThan(two.path().countRtt().get());
    }
  }

  private static void assertSame(Snapshot s, Snapshot earlier, Group... groups) {
    for (Group group : groups) {
      for (Member m : Catalogue.members(group)) {
        assertThat(s.exact(m)).as(m.qualifiedName()).isEqualTo(earlier.exact(m));
      }
    }
  }

  @Test
  void aGroupThatJoinsOthersSeesTheNextSample() throws Exception {
    for (Switch first : new Switch[] {Switch.DATA, Switch.PATH}) {
      for (Switch second : new Switch[] {Switch.FINE_RTT, Switch.PATH}) {
        if (first != second) {
          joins(first, second);
        }
      }
    }
  }

  private void joins(Switch first, Switch second) throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      on(end, first);
      pair.traffic();
      pair.serverDelaysAcks();
      on(end, second);
      pair.client().write(ByteBuffer.allocate(100));
      pair.quiet();
      Snapshot s = source.get(end);
      Value sample =
          second == Switch.PATH ? s.exact(PathMember.SAMPLE_RTT) : s.exact(FineRttMember.MAX_RTT);
      assertThat(sample.isPresent()).as(second + " joining " + first + ": " + sample).isTrue();
      assertThat(sample.get()).isLessThan(Duration.ofSeconds(1).toNanos() / 1000);
      if (second == Switch.PATH) {
        assertThat(s.path().countRtt().get()).isEqualTo(1);
      }
    }
  }

  @Test
  void onlyOneEndIsSwitchedOn() throws Exception {
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), ALL, NONE);
      pair.traffic();
      assertThat(source.get(pair.serverEnd()).on()).isEmpty();
      assertThat(source.get(pair.serverEnd()).value(DataMember.SEGS_IN).isPresent()).isFalse();
      assertThat(source.get(pair.clientEnd()).on()).isEqualTo(ALL);
    }
  }
}
