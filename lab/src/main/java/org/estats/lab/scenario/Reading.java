package org.estats.lab.scenario;

import org.estats.Snapshot;
import org.estats.lab.KernelCounters;
import org.estats.lab.Side;
import org.estats.lab.SocketFigures;

/// Both ends of the connection at one moment of a scenario, as the collector sees them and as the
/// kernel counts for itself.
///
/// @param row how many rows the packet log had
/// @param nanos when, on the clock of [System#nanoTime()]
/// @param writtenBytes how much the client's program had written
/// @param readBytes how much the server's program had read
/// @param client the client's statistics
/// @param server the server's
/// @param clientKernel the kernel's own counters of the client
/// @param serverKernel the kernel's own counters of the server
/// @param clientSocket what `ss` says of the client
/// @param serverSocket what `ss` says of the server
public record Reading(
    int row,
    long nanos,
    long writtenBytes,
    long readBytes,
    Snapshot client,
    Snapshot server,
    KernelCounters clientKernel,
    KernelCounters serverKernel,
    SocketFigures clientSocket,
    SocketFigures serverSocket) {

  /// One end's statistics.
  public Snapshot of(Side side) {
    return side == Side.CLIENT ? client : server;
  }

  /// One end's kernel counters.
  public KernelCounters kernel(Side side) {
    return side == Side.CLIENT ? clientKernel : serverKernel;
  }

  /// What `ss` says of one end.
  public SocketFigures socket(Side side) {
    return side == Side.CLIENT ? clientSocket : serverSocket;
  }
}
