package org.estats.linux.diag;

import java.util.Set;
import org.estats.TcpState;

/// The kernel's numbers for the states of a socket (`include/net/tcp_states.h`).
public final class KernelState {

  static final int LISTEN = 10;

  private static final TcpState[] BY_NUMBER = {
    TcpState.CLOSED, // the kernel starts at 1
    TcpState.ESTABLISHED,
    TcpState.SYN_SENT,
    TcpState.SYN_RECEIVED,
    TcpState.FIN_WAIT_1,
    TcpState.FIN_WAIT_2,
    TcpState.TIME_WAIT,
    TcpState.CLOSED,
    TcpState.CLOSE_WAIT,
    TcpState.LAST_ACK,
    TcpState.LISTEN,
    TcpState.CLOSING,
    TcpState.SYN_RECEIVED, // NEW_SYN_RECV: a request that a listener keeps
  };

  private KernelState() {}

  /// The state with a kernel number; CLOSED for numbers that name no state of TCP.
  public static TcpState of(int number) {
    return number > 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : TcpState.CLOSED;
  }

  /// The mask by which a dump is asked for these states. CLOSED is left out: what the kernel keeps
  /// under it are sockets that were bound and never used.
  public static int mask(Set<TcpState> states) {
    int mask = 0;
    for (int number = 1; number < BY_NUMBER.length; number++) {
      TcpState state = BY_NUMBER[number];
      if (state != TcpState.CLOSED && states.contains(state)) {
        mask |= 1 << number;
      }
    }
    return mask;
  }
}
