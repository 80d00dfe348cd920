package org.estats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EstatsExceptionTest {

  @Test
  void cannotSteerATerminal() {
    EstatsException e =
        new EstatsException(
            EstatsException.Kind.INVALID, "no member \u001b[31mred\u202e", "try\u0007 this");
    assertThat(e).hasMessage("no member \\u001b[31mred\\u202e");
    assertThat(e.remedy()).isEqualTo("try\\u0007 this");
  }

  @Test
  void leavesOrdinaryTextAlone() {
    String text = "grüße, 世界:\n\tline two";
    assertThat(new EstatsException(EstatsException.Kind.FAILED, text)).hasMessage(text);
  }
}
