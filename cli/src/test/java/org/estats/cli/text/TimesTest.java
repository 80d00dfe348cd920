package org.estats.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.estats.EstatsException;
import org.junit.jupiter.api.Test;

class TimesTest {

  @Test
  void intervalsAreReadWithTheirUnit() {
    assertThat(Times.interval("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(Times.interval("1s")).isEqualTo(Duration.ofSeconds(1));
    assertThat(Times.interval("2m")).isEqualTo(Duration.ofMinutes(2));
    assertThat(Times.interval("24h")).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void whatIsNoIntervalIsRefused() {
    for (String text :
        List.of("", "1", "s", "-1s", "1.5s", "9ms", "25h", "1 s", "9999999999s", "2d")) {
      assertThatThrownBy(() -> Times.interval(text))
          .isInstanceOfSatisfying(
              EstatsException.class,
              e -> assertThat(e.kind()).isEqualTo(EstatsException.Kind.INVALID));
    }
  }

  @Test
  void momentsAreThoseOfTheTimeZone() {
    DateTimeFormatter form = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    for (String text : List.of("2026-11-22T10:50:02.999Z", "2026-07-01T23:59:59Z")) {
      Instant moment = Instant.parse(text);
      assertThat(Times.since(moment, moment.plusSeconds(3)))
          .isEqualTo(form.format(moment.atZone(ZoneId.systemDefault())) + " (3 s)");
    }
  }

  @Test
  void durationsForPeopleHaveOneUnit() {
    assertThat(Times.rough(Duration.ofMillis(450))).isEqualTo("450 ms");
    assertThat(Times.rough(Duration.ofSeconds(119))).isEqualTo("119 s");
    assertThat(Times.rough(Duration.ofMinutes(119))).isEqualTo("119 min");
    assertThat(Times.rough(Duration.ofHours(47))).isEqualTo("47 h");
    assertThat(Times.rough(Duration.ofDays(9))).isEqualTo("9 d");
  }
}
