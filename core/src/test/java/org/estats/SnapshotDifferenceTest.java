package org.estats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.Switch;
import org.junit.jupiter.api.Test;

final class SnapshotDifferenceTest {

  private static final Instant EARLIER = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant LATER = EARLIER.plusSeconds(10);
  private static final long TOP = 0xFFFF_FFFFL;

  private static Snapshot at(Instant taken, Instant since, Member member, long number) {
    long[] raw = new long[Catalogue.members().size()];
    raw[member.index()] = number;
    Map<Switch, Instant> on = new HashMap<>();
    on.put(Switch.PATH, since);
    return new Snapshot(
        ConnectionText.parse("192.0.2.1:5000-192.0.2.2:80"), TcpState.ESTABLISHED, taken, on, raw);
  }

  private static Value wide(Member member, long before, long now) {
    return at(LATER, EARLIER, member, now).difference(member, at(EARLIER, EARLIER, member, before));
  }

  private static Value narrow(Member member, long before, long now) {
    return at(LATER, null, member, now)
        .narrow()
        .difference(member, at(EARLIER, null, member, before).narrow());
  }

  @Test
  void aWideCounterGoesBeyond32Bits() {
    assertThat(wide(PathMember.PKTS_RETRANS, TOP - 1, TOP + 9)).isEqualTo(new Value.Present(10));
    assertThat(wide(PathMember.BYTES_RETRANS, 0, 3L << 32)).isEqualTo(new Value.Present(3L << 32));
    assertThat(wide(PathMember.PKTS_RETRANS, 10, 9)).isEqualTo(new Value.Absent(Absence.AMBIGUOUS));
  }

  @Test
  void aNarrowCounterComesRound() {
    assertThat(narrow(PathMember.PKTS_RETRANS, TOP - 1, 8)).isEqualTo(new Value.Present(10));
    assertThat(narrow(PathMember.PKTS_RETRANS, 5, 5)).isEqualTo(new Value.Present(0));
    assertThat(narrow(PathMember.SUM_RTT, (TOP - 1) * 1000, 8_000))
        .as("milliseconds, which travel in microseconds")
        .isEqualTo(new Value.Present(10));
  }

  @Test
  void aNarrowCounterThatFellBeganAnew() {
    assertThat(narrow(PathMember.PKTS_RETRANS, 10, 9))
        .isEqualTo(new Value.Absent(Absence.AMBIGUOUS));
    assertThat(narrow(PathMember.PKTS_RETRANS, 0, 1L << 31))
        .isEqualTo(new Value.Absent(Absence.AMBIGUOUS));
    assertThat(narrow(PathMember.PKTS_RETRANS, 0, (1L << 31) - 1))
        .isEqualTo(new Value.Present((1L << 31) - 1));
  }

  @Test
  void whatWasSwitchedOnMeanwhileBeganAtZeroWhereThatIsKnown() {
    Snapshot before = at(EARLIER, EARLIER, PathMember.PKTS_RETRANS, 100);
    Snapshot now = at(LATER, EARLIER.plusSeconds(1), PathMember.PKTS_RETRANS, 4);
    assertThat(now.difference(PathMember.PKTS_RETRANS, before)).isEqualTo(new Value.Present(4));
    Snapshot off = at(EARLIER, EARLIER, PathMember.PKTS_RETRANS, Absence.OFF.code());
    assertThat(now.difference(PathMember.PKTS_RETRANS, off)).isEqualTo(new Value.Present(4));
    assertThat(narrow(PathMember.PKTS_RETRANS, Absence.OFF.code(), 4))
        .as("nobody says what it began with")
        .isEqualTo(new Value.Absent(Absence.AMBIGUOUS));
  }

  /// The wall clock was set an hour ahead between the two, and back.
  @Test
  void aStepOfTheWallClockDoesNotShow() {
    OptionalLong minute = OptionalLong.of(60_000_000_000L);
    OptionalLong later = OptionalLong.of(61_000_000_000L);
    for (int step : new int[] {3600, -3600}) {
      Snapshot before =
          at(EARLIER, EARLIER.minusSeconds(30), PathMember.PKTS_RETRANS, 100).takenAtUptime(minute);
      Instant taken = EARLIER.plusSeconds(1 + step);
      Snapshot now =
          at(taken, taken.minusSeconds(31), PathMember.PKTS_RETRANS, 104).takenAtUptime(later);
      assertThat(now.after(before)).isEqualTo(Duration.ofSeconds(1));
      assertThat(now.difference(PathMember.PKTS_RETRANS, before)).isEqualTo(new Value.Present(4));
      assertThat(now.narrow().after(before.narrow())).isEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void onlyCountersHaveDifferences() {
    assertThatIllegalArgumentException().isThrownBy(() -> wide(PathMember.CUR_MSS, 1, 2));
  }
}
