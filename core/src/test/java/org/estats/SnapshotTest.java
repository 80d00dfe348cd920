package org.estats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.NoSuchElementException;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.SndCongMember;
import org.estats.catalogue.Switch;
import org.junit.jupiter.api.Test;

final class SnapshotTest {

  private static final Connection CONNECTION = ConnectionText.parse("192.0.2.1:5000-192.0.2.2:80");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static Snapshot with(Member member, long number) {
    long[] raw = new long[Catalogue.members().size()];
    Arrays.fill(raw, Absence.OFF.code());
    raw[member.index()] = number;
    return new Snapshot(CONNECTION, TcpState.ESTABLISHED, NOW, Map.of(Switch.PATH, NOW), raw);
  }

  @Test
  void millisecondsAreRoundedHalfUp() {
    Map<Long, Long> millisByMicros =
        Map.of(
            0L, 0L,
            1L, 0L,
            499L, 0L,
            500L, 1L,
            999L, 1L,
            1499L, 1L,
            1500L, 2L,
            200_000L, 200L,
            // 49.7 days, where a 32-bit count of milliseconds would wrap.
            4_294_967_296_000L, 4_294_967_296L);
    millisByMicros.forEach((micros, millis) -> {
      assertThat(with(PathMember.SMOOTHED_RTT, micros).value(PathMember.SMOOTHED_RTT))
          .as(micros + " us")
          .isEqualTo(new Value.Present(millis));
      assertThat(
              with(SndCongMember.SND_LIM_TIME_RWIN, micros).value(SndCongMember.SND_LIM_TIME_RWIN))
          .isEqualTo(new Value.Present(millis));
    });
  }

  @Test
  void microsecondsTravelUntouched() {
    assertThat(with(FineRttMember.SUM_RTT, 499).value(FineRttMember.SUM_RTT).get()).isEqualTo(499);
    assertThat(with(PathMember.SMOOTHED_RTT, 499).exact(PathMember.SMOOTHED_RTT).get())
        .isEqualTo(499);
  }

  @Test
  void absenceIsNotRounded() {
    for (Absence why : Absence.values()) {
      Snapshot snapshot = with(PathMember.MIN_RTT, why.code());
      assertThat(snapshot.value(PathMember.MIN_RTT)).isEqualTo(new Value.Absent(why));
      assertThat(snapshot.exact(PathMember.MIN_RTT)).isEqualTo(new Value.Absent(why));
    }
  }

  @Test
  void numbersOfAllBitsAreUnsigned() {
    long large = 0x8000_0000_0000_0000L;
    Value value = with(DataMember.DATA_BYTES_OUT, large).value(DataMember.DATA_BYTES_OUT);
    assertThat(value.isPresent()).isTrue();
    assertThat(value).hasToString("9223372036854775808");
  }

  @Test
  void tellsWhatIsOnAndSinceWhen() {
    Snapshot snapshot = with(PathMember.PKTS_RETRANS, 1);
    assertThat(snapshot.on()).containsExactly(Switch.PATH);
    assertThat(snapshot.since(Switch.PATH)).contains(NOW);
    assertThat(snapshot.since(Switch.DATA)).isEmpty();
    assertThat(snapshot.isOn(Group.PATH)).isTrue();
    assertThat(snapshot.isOn(Group.DATA)).isFalse();
    assertThat(snapshot.isOn(Group.SYN_OPTS)).as("needs no switch").isTrue();
    assertThatThrownBy(() -> snapshot.on().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void halfOfBandwidthIsEnoughToBeOn() {
    long[] raw = new long[Catalogue.members().size()];
    Snapshot snapshot =
        new Snapshot(CONNECTION, TcpState.ESTABLISHED, NOW, Map.of(Switch.BANDWIDTH_IN, NOW), raw);
    assertThat(snapshot.isOn(Group.BANDWIDTH)).isTrue();
  }

  @Test
  void wantsANumberForEveryMember() {
    assertThatThrownBy(
            () -> new Snapshot(CONNECTION, TcpState.ESTABLISHED, NOW, Map.of(), new long[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsAsInTheExampleForUsers() {
    Snapshot snapshot = with(PathMember.PKTS_RETRANS, 5);
    assertThat(snapshot.path().pktsRetrans()).hasToString("5");
    assertThat(snapshot.data().segsOut()).hasToString("absent: the group is off");
    assertThatThrownBy(() -> snapshot.data().segsOut().get())
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("the group is off");
  }
}
