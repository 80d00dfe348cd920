package org.estats.cli.demo;

import org.estats.lab.scenario.Claim;

/// One line of a demonstration: a member, what was counted and what is true.
///
/// @param end `sender` or `receiver`
/// @param member its name with its group
/// @param counted what the collector, or the kernel, says
/// @param truth what is true
/// @param witness who knows
/// @param same whether they agree
record Shown(
    String end, String member, String counted, String truth, String witness, boolean same) {

  static Shown of(Claim claim) {
    return new Shown(
        claim.end(),
        claim.member().qualifiedName(),
        claim.countedText(),
        claim.expectedText(),
        claim.witness().text(),
        claim.holds());
  }
}
