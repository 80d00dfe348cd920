package org.estats.linux.diag;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.estats.TcpState;
import org.estats.filter.Filter;

/// Which sockets a dump is to bring, and how much of each.
///
/// @param states the states wanted
/// @param details what is wanted beside the row
/// @param filter sockets that do not meet it may be left out; what the kernel cannot decide still
///   comes
public record DumpQuery(Set<TcpState> states, Set<Detail> details, Filter filter) {

  /// Every socket, its row only: what a connection table shows.
  public static final DumpQuery TABLE = of(EnumSet.allOf(TcpState.class));

  /// Every connection that has statistics, with its `tcp_info`.
  public static final DumpQuery STATISTICS = of(synchronised(), Detail.TCP_INFO);

  /// The same with how full its buffers are.
  public static final DumpQuery DIAGNOSIS = of(synchronised(), Detail.TCP_INFO, Detail.MEMORY);

  /// Keeps copies.
  public DumpQuery {
    states = Collections.unmodifiableSet(copy(TcpState.class, states));
    details = Collections.unmodifiableSet(copy(Detail.class, details));
    Objects.requireNonNull(filter, "filter");
  }

  /// A query for sockets in some states.
  public static DumpQuery of(Set<TcpState> states, Detail... details) {
    EnumSet<Detail> set = EnumSet.noneOf(Detail.class);
    set.addAll(Arrays.asList(details));
    return new DumpQuery(states, set, Filter.all());
  }

  /// The same for a filter.
  public DumpQuery withFilter(Filter other) {
    return new DumpQuery(states, details, other);
  }

  private static EnumSet<TcpState> synchronised() {
    EnumSet<TcpState> states = EnumSet.allOf(TcpState.class);
    states.removeIf(s -> !s.isSynchronised());
    return states;
  }

  private static <E extends Enum<E>> EnumSet<E> copy(Class<E> type, Set<E> set) {
    EnumSet<E> copy = EnumSet.noneOf(type);
    copy.addAll(set);
    return copy;
  }
}
