package org.estats.linux.diag;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.estats.EstatsException;
import org.estats.TcpState;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.linux.proc.NetworkNamespaces;

/// What the network namespaces other than the caller's hold: what a connection table does not show.
///
/// @param counts the namespaces that could be entered, each with its connections
/// @param notEntered namespaces that are known and could not be entered
/// @param processesUnreadable processes that did not let their namespace be seen
public record NamespaceCensus(
    List<Count> counts, List<NetworkNamespace> notEntered, int processesUnreadable) {

  /// One namespace.
  ///
  /// @param connections its TCP sockets of every state but LISTEN
  public record Count(NetworkNamespace namespace, long connections) {}

  private static final Set<TcpState> NOT_LISTENING =
      EnumSet.complementOf(EnumSet.of(TcpState.LISTEN));

  /// Keeps copies.
  public NamespaceCensus {
    counts = List.copyOf(counts);
    notEntered = List.copyOf(notEntered);
  }

  /// Enters each namespace but the caller's, and counts.
  public static NamespaceCensus elsewhere(NetworkNamespaces found) {
    List<Count> counts = new ArrayList<>();
    List<NetworkNamespace> notEntered = new ArrayList<>();
    for (NetworkNamespace namespace : found.others()) {
      try {
        counts.add(new Count(namespace, namespace.call(NamespaceCensus::connections)));
      } catch (EstatsException e) {
        if (e.kind() != EstatsException.Kind.NOT_FOUND) {
          notEntered.add(namespace);
        }
      }
    }
    return new NamespaceCensus(counts, notEntered, found.processesUnreadable());
  }

  /// The connections of all namespaces that were entered.
  public long connectionsInAll() {
    return counts.stream().mapToLong(Count::connections).sum();
  }

  private static long connections() {
    try (SockDiag diag = SockDiag.open()) {
      return diag.count(NOT_LISTENING);
    }
  }
}
