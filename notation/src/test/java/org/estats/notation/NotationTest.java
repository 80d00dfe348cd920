package org.estats.notation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.ConnectionText;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Switch;
import org.junit.jupiter.api.Test;

class NotationTest {

  @Test
  void momentsAreInUtcToTheMillisecond() {
    assertThat(Moments.text(Instant.parse("2026-11-21T22:40:03.123456789Z")))
        .isEqualTo("2026-11-21T22:40:03.123Z");
  }

  @Test
  void spansHaveAUnitAndBounds() {
    Duration least = Duration.ofMillis(10);
    Duration most = Duration.ofDays(7);
    assertThat(Spans.parse("500ms", least, most)).contains(Duration.ofMillis(500));
    assertThat(Spans.parse("2m", least, most)).contains(Duration.ofMinutes(2));
    assertThat(Spans.parse("7d", least, most)).contains(most);
    for (String text : List.of("", "1", "s", "-1s", "1.5s", "9ms", "8d", "1 s", "9999999999s")) {
      assertThat(Spans.parse(text, least, most)).as(text).isEmpty();
    }
  }

  @Test
  void halfOfBandwidthHasItsOwnNameAndTheWholeHasThatOfTheGroup() {
    assertThat(SwitchNames.of(Set.of(Switch.BANDWIDTH_IN, Switch.DATA)))
        .containsExactly("Data", "Bandwidth.in");
    assertThat(SwitchNames.of(Set.of(Switch.BANDWIDTH_IN, Switch.BANDWIDTH_OUT)))
        .containsExactly("Bandwidth");
  }

  @Test
  void whatIsAbsentIsNullWithItsReasonAndNeverZero() {
    Map<Switch, Instant> since = new EnumMap<>(Map.of(Switch.FINE_RTT, Instant.EPOCH));
    long[] raw = new long[Catalogue.members().size()];
    java.util.Arrays.fill(raw, Absence.NO_SAMPLE_YET.code());
    Connection connection = ConnectionText.parse("10.0.0.1:80-10.0.0.2:5000");
    Snapshot snapshot = new Snapshot(connection, TcpState.ESTABLISHED, Instant.EPOCH, since, raw);
    String json =
        new String(Json.object(j -> MembersJson.write(j, snapshot)), StandardCharsets.UTF_8);
    assertThat(json)
        .contains("\"FineRtt\":{\"RttVar\":null")
        .contains("\"FineRtt.RttVar\":\"no sample yet\"")
        .contains("\"off\":[\"Data\"");
  }

  @Test
  void whatIsNoNumberIsNull() {
    assertThat(
            new String(
                Json.object(j -> {
                  Json.number(j, "nan", Double.NaN);
                  Json.number(j, "whole", 3.0);
                  Json.number(j, "six", 1.23456789);
                }),
                StandardCharsets.UTF_8))
        .isEqualTo("{\"nan\":null,\"whole\":3,\"six\":1.234568}");
  }
}
