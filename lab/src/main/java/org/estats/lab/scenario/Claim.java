package org.estats.lab.scenario;

import org.estats.Value;
import org.estats.catalogue.Member;
import org.estats.catalogue.Unit;
import org.estats.lab.Side;

/// One thing that the statistics must say after a scenario, and what they said.
///
/// @param scenario the name of the scenario
/// @param side whose statistics: the client is the sender of data, the server the receiver
/// @param member the member
/// @param expected what it must be
/// @param counted what it was; times in microseconds
/// @param witness who says what it must be
/// @param moves whether the scenario moves the member; else it must have stayed as it was
public record Claim(
    String scenario,
    Side side,
    Member member,
    Expected expected,
    Value counted,
    Witness witness,
    boolean moves) {

  /// Whether it is as it must be.
  public boolean holds() {
    return expected.admits(counted);
  }

  /// Whether it is about a time, which this machine may have disturbed.
  public boolean isTime() {
    return member.unit() == Unit.MILLISECONDS || member.unit() == Unit.MICROSECONDS;
  }

  /// The role of the end: `sender` or `receiver`.
  public String end() {
    return side == Side.CLIENT ? "sender" : "receiver";
  }

  /// What must be, in words.
  public String expectedText() {
    return expected.text(member);
  }

  /// What was, in words.
  public String countedText() {
    return Expected.text(member, counted);
  }

  @Override
  public String toString() {
    return "%s, %s: %s must be %s (%s) and is %s"
        .formatted(
            scenario, end(), member.qualifiedName(), expectedText(), witness.text(), countedText());
  }
}
