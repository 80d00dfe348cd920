package org.estats.lab.scenario;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.estats.EstatsSource;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;

/// Every member of some groups, with what is proven of it: a scenario that moves it by a known
/// amount, and one that must not move it.
public final class TruthTable {

  private final List<Row> rows;

  private TruthTable(List<Row> rows) {
    this.rows = rows;
  }

  /// What is proven of a member.
  ///
  /// @param member which
  /// @param moves a claim that it moves by a known amount; empty if there is none
  /// @param stays a claim that it does not move; empty if there is none
  /// @param claims how many claims there are in all
  /// @param broken those that do not hold
  public record Row(
      Member member, Optional<Claim> moves, Optional<Claim> stays, int claims, List<Claim> broken) {

    /// Whether all claims hold and both kinds are there. A reserved member cannot move.
    public boolean passes() {
      boolean fixed = member.kind() == Kind.RESERVED;
      return broken.isEmpty() && moves.isPresent() && (fixed || stays.isPresent());
    }
  }

  /// Makes the table out of what came of the scenarios.
  ///
  /// @param groups whose members
  public static TruthTable of(List<ScenarioRun> runs, List<Group> groups) {
    return new TruthTable(
        Catalogue.members().stream()
            .filter(member -> groups.contains(member.group()))
            .map(member -> row(runs, member))
            .toList());
  }

  /// The groups that are switched, all of whose switches a source can turn on.
  public static List<Group> collected(EstatsSource source) {
    return Stream.of(Group.values())
        .filter(group -> !group.switches().isEmpty())
        .filter(group -> source.collectable().containsAll(group.switches()))
        .toList();
  }

  private static Row row(List<ScenarioRun> runs, Member member) {
    List<Claim> claims =
        runs.stream()
            .sorted(Comparator.comparing(run -> !run.scenario().telling().contains(member)))
            .flatMap(run -> run.claims().stream())
            .filter(claim -> claim.member() == member)
            .toList();
    Optional<Claim> moves =
        claims.stream()
            .filter(Claim::moves)
            .min(Comparator.comparing(claim -> claim.expected().admits(new Value.Present(0))));
    return new Row(
        member,
        moves,
        claims.stream()
            .filter(claim -> !claim.moves())
            .min(Comparator.comparing(claim -> farFetched(claim, moves))),
        claims.size(),
        claims.stream().filter(claim -> !claim.holds()).toList());
  }

  /// The best witness that a member stays is the same end in another scenario in which something
  /// happens; the least is a connection on which nothing does.
  private static int farFetched(Claim stays, Optional<Claim> moves) {
    boolean isOtherEnd = moves.isPresent() && moves.get().side() != stays.side();
    boolean isSame = moves.isPresent() && moves.get().scenario().equals(stays.scenario());
    boolean isIdle = stays.scenario().equals("idle");
    return (isIdle ? 4 : 0) + (isSame ? 2 : 0) + (isOtherEnd ? 1 : 0);
  }

  /// One row a member, in the order of the catalogue.
  public List<Row> rows() {
    return rows;
  }

  /// Whether every member passes.
  public boolean passes() {
    return rows.stream().allMatch(Row::passes);
  }
}
