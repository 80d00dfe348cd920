package org.estats.cli.select;

import java.util.List;
import java.util.Optional;
import org.estats.ConnectionRow;
import org.estats.EstatsException;
import org.estats.FinalRecord;
import org.estats.filter.Filter;
import org.estats.linux.proc.NetworkNamespace;

/// A filter for connections that have ended: as for those that are there, as far as it can still be
/// told.
public final class ClosedFilter {

  private final Filter filter;

  /// The namespace to look into; 0 for all.
  private final long netns;

  /// @throws EstatsException INVALID if a term asks for a process
  public ClosedFilter(Filter filter) {
    if (filter.needsOwner()) {
      throw new EstatsException(
          EstatsException.Kind.INVALID,
          "the process of a connection that has ended cannot be told any more",
          "use uid=, a port or an address; a rule can go by process: estats help enable");
    }
    this.filter = filter;
    netns = filter.allNamespaces() ? 0 : filter.namespace().orElse(NetworkNamespace.ownInode());
  }

  /// Whether a record is meant.
  public boolean matches(FinalRecord last) {
    ConnectionRow row =
        new ConnectionRow(last.last().connection(), last.last().state(), last.uid(), 0, 0, 0);
    return (netns == 0 || netns == last.last().connection().netns())
        && filter.matches(row, List::of, () -> Optional.of(last.last()));
  }
}
