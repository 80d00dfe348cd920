package org.estats.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalZoneTest {

  @Test
  void whatIsToldFirstCounts(@TempDir Path directory) throws Exception {
    Path utc = Files.createSymbolicLink(directory.resolve("a"), Path.of("/zoneinfo/Etc/UTC"));
    Path oslo = Files.createSymbolicLink(directory.resolve("b"), Path.of("/zoneinfo/Europe/Oslo"));
    assertThat(LocalZone.isUtc(null, null, utc)).isTrue();
    assertThat(LocalZone.isUtc("", "", utc)).isTrue();
    assertThat(LocalZone.isUtc(null, null, oslo)).isFalse();
    assertThat(LocalZone.isUtc(null, "UTC", oslo)).isTrue();
    assertThat(LocalZone.isUtc(null, "Europe/Oslo", utc)).isFalse();
    assertThat(LocalZone.isUtc("Europe/Oslo", "UTC", utc)).isFalse();
    assertThat(LocalZone.isUtc("UTC", "Europe/Oslo", oslo)).isTrue();
    assertThat(LocalZone.isUtc(null, null, directory)).as("no link").isFalse();
  }

  @Test
  void itIsThatOfJava() {
    Instant now = Instant.now();
    assertThat(LocalZone.offsetSeconds(now) * 1000)
        .isEqualTo(TimeZone.getDefault().getOffset(now.toEpochMilli()));
  }
}
