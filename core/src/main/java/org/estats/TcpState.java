package org.estats;

import java.util.Locale;
import java.util.Optional;

/// The state of a connection, by RFC 9293, with the two further states that real stacks list.
public enum TcpState {
  CLOSED,
  LISTEN,
  SYN_SENT,
  SYN_RECEIVED,
  ESTABLISHED,
  FIN_WAIT_1,
  FIN_WAIT_2,
  CLOSE_WAIT,
  CLOSING,
  LAST_ACK,
  TIME_WAIT;

  /// Whether both sides have agreed on sequence numbers and neither has forgotten them: the states
  /// in which a connection has statistics.
  public boolean isSynchronised() {
    return switch (this) {
      case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, CLOSING, LAST_ACK -> true;
      case CLOSED, LISTEN, SYN_SENT, SYN_RECEIVED, TIME_WAIT -> false;
    };
  }

  /// The state with this name, in any case, with hyphens, underscores or neither. The spellings of
  /// `ss`, `netstat`, the Linux kernel and Windows are known too, such as `estab` and `syn-recv`.
  /// Empty if there is no such state.
  public static Optional<TcpState> named(String name) {
    String letters = bare(name);
    for (TcpState state : values()) {
      if (bare(state.name()).equals(letters)) {
        return Optional.of(state);
      }
    }
    return switch (letters) {
      case "estab" -> Optional.of(ESTABLISHED);
      case "synrecv", "synrcvd" -> Optional.of(SYN_RECEIVED);
      case "listening" -> Optional.of(LISTEN);
      case "close", "unconn", "unconnected" -> Optional.of(CLOSED);
      default -> Optional.empty();
    };
  }

  private static String bare(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /// The name with hyphens, as RFC 9293 writes it: `FIN-WAIT-1`.
  @Override
  public String toString() {
    return name().replace('_', '-');
  }
}
