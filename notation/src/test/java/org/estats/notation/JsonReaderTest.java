package org.estats.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonReaderTest {

  @Test
  void everyKindOfValueIsRead() {
    assertThat(JsonReader.read("{\"a\":[1,-2.5,\"x\",true,null],\"b\":{}}"))
        .isEqualTo(Map.of("a", Arrays.asList(1L, -2.5, "x", true, null), "b", Map.of()));
  }

  @Test
  void numbersOf64BitsKeepTheirDigits() {
    assertThat(JsonReader.read("18446744073709550615"))
        .isEqualTo(new BigInteger("18446744073709550615"));
    assertThat(JsonReader.read("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatIsNotOneValueIsRefused() {
    for (String text : List.of("", "{", "[1,]", "1 2", "{\"a\":1,\"a\":2}", "nonsense", "[1")) {
      assertThatThrownBy(() -> JsonReader.read(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
