package org.estats.filter;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.EstatsException;
import org.estats.Owner;
import org.estats.Snapshot;

/// Which connections are meant: terms that must all hold. Without terms every connection is.
///
/// What a row decides is judged first, then what owners decide, then what the statistics decide; so
/// the dearer facts are asked for only if a term needs them and all cheaper terms hold.
public final class Filter {

  private static final Filter ALL = new Filter(List.of());

  private final List<Term> terms;
  private final List<RowTerm> rowTerms;
  private final List<OwnerTerm> ownerTerms;
  private final List<MemberTerm> memberTerms;
  private final List<RuleTerm> ruleTerms;

  private Filter(List<Term> terms) {
    this.terms = List.copyOf(terms);
    this.rowTerms = only(RowTerm.class).toList();
    this.ownerTerms = only(OwnerTerm.class).toList();
    this.memberTerms = only(MemberTerm.class).toList();
    this.ruleTerms = only(RuleTerm.class).toList();
  }

  /// The filter that every connection meets.
  public static Filter all() {
    return ALL;
  }

  /// A filter of these terms.
  public static Filter of(Term... terms) {
    return new Filter(List.of(terms));
  }

  /// Reads terms as given on a command line, one an element. An empty element is an error, so that
  /// an unset variable of a shell does not select every connection.
  ///
  /// @throws EstatsException INVALID, with what is wrong as message and what is accepted as remedy
  public static Filter parse(List<String> terms) {
    return new Filter(terms.stream().map(TermParser::parse).toList());
  }

  /// Reads terms out of one string, separated by spaces. None may contain any.
  ///
  /// @throws EstatsException INVALID, with what is wrong as message and what is accepted as remedy
  public static Filter parse(String terms) {
    return parse(Stream.of(terms.strip().split("\\s+")).filter(t -> !t.isEmpty()).toList());
  }

  /// The terms, in the order in which they were given.
  public List<Term> terms() {
    return terms;
  }

  /// Whether a term asks for the processes that hold the socket.
  public boolean needsOwner() {
    return !ownerTerms.isEmpty();
  }

  /// Whether a term asks for the statistics.
  public boolean needsSnapshot() {
    return !memberTerms.isEmpty();
  }

  /// That a filter is for connections that are there, not for a rule.
  ///
  /// @throws EstatsException INVALID if a term is for rules alone
  public Filter requireJudgeable() {
    if (!ruleTerms.isEmpty()) {
      throw new EstatsException(
          EstatsException.Kind.INVALID,
          ruleTerms.getFirst() + " is for rules alone: no table tells it of a connection",
          "for connections opened later: estats enable --new " + this);
    }
    return this;
  }

  /// The terms on addresses and ports alone: what they say of a connection stays so as long as it
  /// lasts.
  public Filter ofEnds() {
    return new Filter(
        terms.stream()
            .filter(term ->
                switch (term) {
                  case RowTerm.Address _, RowTerm.Port _, RowTerm.Exactly _ -> true;
                  default -> false;
                })
            .toList());
  }

  /// The connection that a term names, if one does: the table need not be searched then.
  public Optional<Connection> connection() {
    return only(RowTerm.Exactly.class).map(RowTerm.Exactly::connection).findFirst();
  }

  /// Whether `netns=all` is among the terms.
  public boolean allNamespaces() {
    return only(RowTerm.Netns.class).anyMatch(term -> term.inode().isEmpty());
  }

  /// The inode of the network namespace that a term names; empty if none does.
  public OptionalLong namespace() {
    return only(RowTerm.Netns.class)
        .map(RowTerm.Netns::inode)
        .filter(OptionalLong::isPresent)
        .findFirst()
        .orElseGet(OptionalLong::empty);
  }

  /// Whether a connection meets all terms.
  ///
  /// @param row its row in the table
  /// @param owners gives the processes that hold the socket, none if they cannot be known; one of
  ///   them must meet all terms on processes. Asked at most once, and only if needed
  /// @param snapshot gives the statistics, empty if there are none. Asked at most once, and only if
  ///   needed
  public boolean matches(
      ConnectionRow row,
      Supplier<? extends Collection<Owner>> owners,
      Supplier<Optional<Snapshot>> snapshot) {
    return matchesRow(row)
        && (ownerTerms.isEmpty() || matchesOneOf(owners.get()))
        && (memberTerms.isEmpty() || snapshot.get().filter(this::matchesSnapshot).isPresent());
  }

  /// Whether a connection meets those terms that its row alone decides: a first sieve before owners
  /// or statistics of many connections are read.
  public boolean matchesRow(ConnectionRow row) {
    requireJudgeable();
    return rowTerms.stream().allMatch(term -> term.matches(row));
  }

  private boolean matchesOneOf(Collection<Owner> owners) {
    return owners.stream()
        .anyMatch(owner -> ownerTerms.stream().allMatch(term -> term.matches(owner)));
  }

  private boolean matchesSnapshot(Snapshot snapshot) {
    return memberTerms.stream().allMatch(term -> term.matches(snapshot));
  }

  /// The terms, in the form in which they are read.
  @Override
  public String toString() {
    return terms.stream().map(Term::toString).collect(Collectors.joining(" "));
  }

  private <T extends Term> Stream<T> only(Class<T> type) {
    return terms.stream().filter(type::isInstance).map(type::cast);
  }
}
