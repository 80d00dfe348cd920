package org.estats.cli.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {

  private static final List<String> NAMES = List.of("list", "enable", "disable", "unload");

  @Test
  void slipsOfTheFingerAreForgiven() {
    assertThat(Spelling.nearest("lsit", NAMES)).contains("list");
    assertThat(Spelling.nearest("enabel", NAMES)).contains("enable");
    assertThat(Spelling.nearest("DISABLE", NAMES)).contains("disable");
    assertThat(Spelling.nearest("un", NAMES)).contains("unload");
  }

  @Test
  void anotherWordHasNoNearest() {
    assertThat(Spelling.nearest("elephant", NAMES)).isEmpty();
    assertThat(Spelling.nearest("", NAMES)).isEmpty();
    assertThat(Spelling.nearest("x".repeat(1000), NAMES)).isEmpty();
  }
}
