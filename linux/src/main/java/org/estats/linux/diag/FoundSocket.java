package org.estats.linux.diag;

import java.util.Optional;
import org.estats.ConnectionRow;

/// One socket that was looked up by its ends.
///
/// @param row its row
/// @param info its `tcp_info`; empty for TIME-WAIT and for requests not yet accepted
/// @param congestionControl the name of its congestion control; empty if there is none
/// @param isSettled whether row and `tcp_info` are of one moment: two looks in a row found the same
///   sequence numbers. The kernel takes the row's queues and state without the lock, just before
///   `tcp_info`, so on a busy connection the two may be a few segments apart
/// @param memory how full its send buffer is; empty if the kernel did not say
public record FoundSocket(
    ConnectionRow row,
    Optional<TcpInfo> info,
    String congestionControl,
    boolean isSettled,
    Optional<SendMemory> memory) {

  FoundSocket settled() {
    return new FoundSocket(row, info, congestionControl, true, memory);
  }
}
