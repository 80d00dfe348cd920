package org.estats.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShorteningTest {

  @Test
  void theMiddleIsLeftOut() {
    assertThat(Shortening.middle("abcdefghij", 10)).isEqualTo("abcdefghij");
    assertThat(Shortening.middle("abcdefghij", 9)).isEqualTo("abc..ghij");
    assertThat(Shortening.middle("abcdefghij", 2)).isEqualTo("ab");
  }

  @Test
  void aShortEndOfAConnectionLeavesItsRoomToTheOther() {
    String text = "[::1]:80-[2001:db8:85a3:1234:5678:8a2e:370:7334]:65535";
    assertThat(Shortening.connection(text, 40))
        .hasSize(40)
        .startsWith("[::1]:80-[2001:db8:8")
        .endsWith("7334]:65535");
  }

  @Test
  void everyWidthIsKept() {
    String text =
        "[2001:db8:85a3:1234:5678:8a2e:370:7334]:65535-[2001:db8:ffff:eeee:dddd:cccc:bbbb:aaaa]:1";
    for (int width = 1; width <= text.length() + 1; width++) {
      assertThat(Shortening.connection(text, width).length()).isLessThanOrEqualTo(width);
    }
  }
}
