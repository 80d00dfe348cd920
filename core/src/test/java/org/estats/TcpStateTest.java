package org.estats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class TcpStateTest {

  @ParameterizedTest
  @EnumSource(TcpState.class)
  void isFoundByItsNameHoweverItIsWritten(TcpState state) {
    assertThat(TcpState.named(state.name())).contains(state);
    assertThat(TcpState.named(state.toString())).contains(state);
    assertThat(TcpState.named(state.toString().toLowerCase(Locale.ROOT))).contains(state);
    assertThat(TcpState.named(state.name().toLowerCase(Locale.ROOT))).contains(state);
  }

  @ParameterizedTest
  @CsvSource({
    "estab, ESTABLISHED",
    "ESTAB, ESTABLISHED",
    "syn-recv, SYN_RECEIVED",
    "SYN_RECV, SYN_RECEIVED",
    "SYN_RCVD, SYN_RECEIVED",
    "fin-wait-1, FIN_WAIT_1",
    "FIN_WAIT1, FIN_WAIT_1",
    "FIN-WAIT-2, FIN_WAIT_2",
    "listening, LISTEN",
    "unconn, CLOSED",
    "close, CLOSED",
    "close-wait, CLOSE_WAIT",
    "last-ack, LAST_ACK",
  })
  void otherToolsSpellingsAreKnown(String name, TcpState state) {
    assertThat(TcpState.named(name)).contains(state);
  }

  @Test
  void otherWordsAreNoStates() {
    for (String name : new String[] {"", "-", "fin", "established ", "all"}) {
      assertThat(TcpState.named(name)).as(name).isEmpty();
    }
  }
}
