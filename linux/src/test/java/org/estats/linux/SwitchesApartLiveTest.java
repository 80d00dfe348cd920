package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.BandwidthMember;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;
import org.estats.linux.collector.Hook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// No switch starts, resets, stops or changes what belongs to another.
@ExtendWith(LoadedCollector.class)
class SwitchesApartLiveTest {

  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final Set<Switch> ALL = EnumSet.allOf(Switch.class);

  /// Moves with the clock alone, not with what the connection does.
  private static final String SENDER_TIME = "SndCong.SndLimTimeSnd";

  private final LinuxSource source = new LinuxSource();

  @AfterEach
  void settle() {
    source.close();
  }

  private static Map<String, Object> valuesOf(Snapshot s, Switch which) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Member m : Catalogue.members()) {
      if (m.collectedBy().equals(Optional.of(which)) && !m.qualifiedName().equals(SENDER_TIME)) {
        values.put(m.qualifiedName(), s.exact(m));
      }
    }
    return values;
  }

  /// The same traffic, counted by a connection's one switch, while all the others come and go.
  @Test
  void whatOneSwitchCountsStaysWhenAnyOtherIsTurned() throws Exception {
    for (Switch kept : Switch.values()) {
      try (Pair pair = Pair.open()) {
        Connection end = pair.serverEnd();
        source.set(end, Set.of(kept), NONE);
        pair.traffic();
        Snapshot before = source.get(end);
        for (Switch turned : Switch.values()) {
          if (turned != kept) {
            source.set(end, Set.of(turned), NONE);
            source.set(end, NONE, Set.of(turned));
          }
        }
        source.set(end, Set.copyOf(ALL), NONE);
        Snapshot after = source.get(end);
        assertThat(valuesOf(after, kept)).as(kept.switchName()).isEqualTo(valuesOf(before, kept));
        assertThat(Live.sinceNanos(after, kept))
            .as(kept.switchName())
            .isEqualTo(Live.sinceNanos(before, kept));
      }
    }
  }

  @Test
  void aSwitchThatIsTurnedOnLaterStartsFromNothing() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.serverEnd();
      source.set(end, Set.of(Switch.PATH), NONE);
      pair.traffic();
      source.set(end, ALL, NONE);
      Snapshot s = source.get(end);
      for (Member m : Catalogue.members()) {
        boolean isLate = m.collectedBy().filter(x -> x != Switch.PATH).isPresent();
        if (isLate && m.kind() == Kind.COUNTER && !m.qualifiedName().equals(SENDER_TIME)) {
          assertThat(s.exact(m)).as(m.qualifiedName()).isEqualTo(new Value.Present(0));
        }
      }
      assertThat(s.path().countRtt().get()).isPositive();
    }
  }

  @Test
  void oneDirectionOfBandwidthLeavesTheOtherOff() throws Exception {
    List<Member> out =
        List.of(
            BandwidthMember.OUTBOUND_BANDWIDTH,
            BandwidthMember.OUTBOUND_INSTABILITY,
            BandwidthMember.OUTBOUND_BANDWIDTH_PEAKED);
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      source.set(end, Set.of(Switch.BANDWIDTH_OUT), NONE);
      for (int i = 0; i < 20; i++) {
        pair.toServer(4_000_000);
      }
      Snapshot s = source.get(end);
      for (BandwidthMember m : BandwidthMember.values()) {
        if (!out.contains(m)) {
          assertThat(s.exact(m)).isEqualTo(new Value.Absent(Absence.OFF));
        }
      }
      assertThat(s.bandwidth().outboundBandwidth().isPresent()).isTrue();
    }
  }

  @Test
  void theHookAtEachReadIsAttachedForRecAlone() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      source.set(end, NONE, ALL);
      // What the tests before have closed is gone a little later.
      Live.await("nothing on", KernelCollector::detachIfIdle);
      source.set(end, Set.of(Switch.PATH, Switch.OBS_REC), NONE);
      assertThat(hooks()).doesNotContain("on_tcp_read").contains("on_tcp_probe");
      source.set(end, Set.of(Switch.REC), NONE);
      assertThat(hooks()).contains("on_tcp_read", "on_tcp_probe");
      assertThat(KernelCollector.detachIfIdle()).isFalse();
      assertThat(hooks()).contains("on_tcp_read");
      source.set(end, NONE, Set.of(Switch.REC));
      assertThat(KernelCollector.detachIfIdle()).isFalse();
      assertThat(hooks()).doesNotContain("on_tcp_read").contains("on_tcp_probe");
      source.set(end, NONE, ALL);
      Live.await("nothing on", KernelCollector::detachIfIdle);
      source.set(end, Set.of(Switch.REC), NONE);
      assertThat(hooks()).contains("on_tcp_read", "on_tcp_probe");
    }
  }

  private static List<String> hooks() {
    return KernelCollector.status().hooks().stream()
        .filter(Hook::isAttached)
        .map(Hook::name)
        .toList();
  }
}
