package org.estats.linux.provenance;

import java.util.List;
import java.util.stream.Stream;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;

/// The rows of all groups, by [Member#index()].
final class ProvenanceTable {

  static final Provenance[] ROWS =
      inOrder(
          Stream.of(
              SynOptsRows.ROWS,
              DataRows.ROWS,
              SndCongRows.ROWS,
              PathLossRows.ROWS,
              PathCongestionRows.ROWS,
              PathTimeRows.ROWS,
              QueueAndWindowRows.ROWS,
              BandwidthRows.ROWS,
              FineRttRows.ROWS));

  private ProvenanceTable() {}

  private static Provenance[] inOrder(Stream<List<Provenance>> groups) {
    Provenance[] rows = new Provenance[Catalogue.members().size()];
    groups
        .flatMap(List::stream)
        .forEach(row -> {
          if (rows[row.member().index()] != null) {
            throw new IllegalStateException("two rows for " + row.member().qualifiedName());
          }
          rows[row.member().index()] = row;
        });
    for (Member member : Catalogue.members()) {
      if (rows[member.index()] == null) {
        throw new IllegalStateException("no row for " + member.qualifiedName());
      }
    }
    return rows;
  }
}
