package org.estats.cli.select;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.estats.EstatsSource;
import org.estats.Owner;
import org.estats.filter.Filter;
import org.estats.linux.LinuxSource;
import org.estats.linux.diag.SockDiag;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.linux.proc.NetworkNamespaces;
import org.estats.linux.proc.SocketOwners;

/// The connections that a table shows, with their owners.
public final class Listed {

  private final ConnectionColumns rows;
  private final Optional<SocketOwners> owners;
  private final Optional<Selection> selection;

  /// Of each row: a table asks for it more than once, and to look it up waits for memory each time.
  private final List<Optional<Owner>> found;

  private Listed(
      ConnectionColumns rows, Optional<SocketOwners> owners, Optional<Selection> selection) {
    this.rows = rows;
    this.owners = owners;
    this.selection = selection;
    found = new ArrayList<>(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      found.add(
          owners.isPresent()
              ? owners.get().of(rows.inode(row))
              : selection.orElseThrow().connections().get(row).owner());
    }
  }

  /// Looks for them. All of this namespace's are taken as the kernel gives them; terms are asked of
  /// objects.
  ///
  /// @throws org.estats.EstatsException as [Selection#of]
  public static Listed of(EstatsSource source, Filter filter) {
    ConnectionColumns rows = new ConnectionColumns();
    if (!filter.terms().isEmpty() || !(source instanceof LinuxSource)) {
      Selection selection = Selection.of(source, filter, true);
      selection.connections().forEach(selected -> rows.add(selected.row()));
      return new Listed(rows, Optional.empty(), Optional.of(selection));
    }
    Holders holders = Holders.lookUp();
    try (SockDiag diag = SockDiag.open()) {
      diag.forEachOnce(filter, rows::clear, socket -> rows.add(socket, diag.netns()));
    }
    return new Listed(rows, Optional.of(holders.of(rows.size(), rows::inode)), Optional.empty());
  }

  /// The rows.
  public ConnectionColumns rows() {
    return rows;
  }

  /// The numbers of the rows in the order in which people want them.
  public int[] order() {
    return ConnectionOrder.of(rows);
  }

  /// Who holds the socket of a row.
  public Optional<Owner> owner(int row) {
    return found.get(row);
  }

  /// What terms selected; empty where there were none.
  public Optional<Selection> selection() {
    return selection;
  }

  /// Namespaces that were to be looked into and could not be entered.
  public List<NetworkNamespace> notEntered() {
    return selection.map(Selection::notEntered).orElse(List.of());
  }

  /// The network namespaces of this machine, by the look that was taken at who holds what.
  public NetworkNamespaces namespaces() {
    return owners
        .map(SocketOwners::namespaceHolders)
        .orElseGet(() -> selection.orElseThrow().namespaceHolders())
        .map(holders -> NetworkNamespaces.find().withHeldBy(holders))
        .orElseGet(LinuxSource::namespaces);
  }

  /// How many processes did not let their sockets be seen.
  public int processesUnreadable() {
    return owners
        .map(SocketOwners::processesUnreadable)
        .orElseGet(() -> selection.orElseThrow().processesUnreadable());
  }
}
