package org.estats.lab.scenario;

import java.util.ArrayList;
import java.util.List;
import org.estats.Value;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.lab.Side;

/// Collects what must be true after a scenario.
final class Claims {

  private final String scenario;
  private final Evidence evidence;
  private final List<Claim> claims = new ArrayList<>();

  Claims(String scenario, Evidence evidence) {
    this.scenario = scenario;
    this.evidence = evidence;
  }

  Evidence evidence() {
    return evidence;
  }

  List<Claim> all() {
    return List.copyOf(claims);
  }

  /// The sender's member is this at the end.
  void sender(Member member, long expected, Witness witness) {
    exactly(Side.CLIENT, member, expected, witness);
  }

  /// The sender's member lies within these bounds at the end; times in microseconds.
  void sender(Member member, long low, long high, Witness witness) {
    add(Side.CLIENT, Evidence.END, member, new Expected.Range(low, high), witness, true);
  }

  /// The sender's member lies within these bounds in a reading taken on the way.
  void senderAt(String reading, Member member, long low, long high, Witness witness) {
    add(Side.CLIENT, reading, member, new Expected.Range(low, high), witness, true);
  }

  /// An end's member lies within these bounds in a reading taken on the way; moved if it is not as
  /// it was at the beginning.
  void at(String reading, Side side, Member member, long low, long high, Witness witness) {
    Expected expected = new Expected.Range(low, high);
    boolean moves = !expected.admits(evidence.reading(Evidence.BEGIN).of(side).exact(member));
    add(side, reading, member, expected, witness, moves);
  }

  /// The receiver's member is this at the end.
  void receiver(Member member, long expected, Witness witness) {
    exactly(Side.SERVER, member, expected, witness);
  }

  /// An end's member is this at the end. A count of 0 is one that must not move.
  void exactly(Side side, Member member, long expected, Witness witness) {
    boolean moves = expected != 0 || member.kind() == Kind.RESERVED;
    add(side, Evidence.END, member, new Expected.Range(expected, expected), witness, moves);
  }

  /// An end's member lies within these bounds at the end.
  void within(Side side, Member member, long low, long high, Witness witness) {
    add(side, Evidence.END, member, new Expected.Range(low, high), witness, true);
  }

  /// Members of an end are as they were at the beginning.
  void unmoved(Side side, Member... members) {
    for (Member member : members) {
      Value before = evidence.reading(Evidence.BEGIN).of(side).exact(member);
      add(side, Evidence.END, member, Expected.same(before), Witness.BEFORE, false);
    }
  }

  /// Members of an end are in one reading as they were in an earlier one.
  void unmovedBetween(String from, String to, Side side, Member... members) {
    for (Member member : members) {
      Value before = evidence.reading(from).of(side).exact(member);
      add(side, to, member, Expected.same(before), Witness.BEFORE, false);
    }
  }

  private void add(
      Side side, String reading, Member member, Expected expected, Witness witness, boolean moves) {
    Value counted = evidence.reading(reading).of(side).exact(member);
    claims.add(new Claim(scenario, side, member, expected, counted, witness, moves));
  }
}
