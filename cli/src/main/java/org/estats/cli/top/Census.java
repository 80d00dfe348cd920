package org.estats.cli.top;

import java.util.ArrayList;
import java.util.List;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.filter.Filter;
import org.estats.linux.LinuxSource;
import org.estats.linux.diag.DumpQuery;
import org.estats.linux.diag.SockDiag;
import org.estats.linux.proc.NetworkNamespace;

/// Reads the connections of the namespaces that a filter means, with one dump of each; those that
/// the kernel can tell not to be meant are left out.
final class Census {

  /// What is to be done in between is done after so many connections: about every millisecond.
  private static final int AT_ONCE = 512;

  private final Population population = new Population();
  private final Runnable between;
  private Thread reader = Thread.currentThread();

  /// @param between what is done now and then while all are read, by the thread that reads those of
  ///   its own namespace
  Census(Runnable between) {
    this.between = between;
  }

  /// The connections as they were last read.
  Population population() {
    return population;
  }

  /// Reads them.
  ///
  /// @throws EstatsException NOT_FOUND if the filter names a namespace that is not there
  void read(Filter filter) {
    reader = Thread.currentThread();
    population.begin();
    boolean isComplete = true;
    if (filter.allNamespaces()) {
      List<NetworkNamespace> all = new ArrayList<>(LinuxSource.namespaces().all());
      for (NetworkNamespace namespace : all) {
        try {
          isComplete &= namespace.call(() -> readHere(filter));
        } catch (EstatsException e) {
          // It ended, or may not be entered: its connections are not among those shown.
        }
      }
    } else {
      isComplete =
          LinuxSource.in(
              filter.namespace().orElse(Connection.CALLERS_NETNS), () -> readHere(filter));
    }
    population.end(isComplete);
  }

  private boolean readHere(Filter filter) {
    boolean isReader = Thread.currentThread() == reader;
    int[] taken = {0};
    try (SockDiag diag = SockDiag.open()) {
      return diag.forEach(
              DumpQuery.STATISTICS.withFilter(filter),
              socket -> {
                population.take(socket, System.nanoTime());
                if (isReader && ++taken[0] % AT_ONCE == 0) {
                  between.run();
                }
              })
          .isConsistent();
    }
  }
}
