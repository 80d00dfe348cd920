package org.estats.cli.demo;

import org.estats.catalogue.Member;
import org.estats.lab.scenario.Claim;

/// One line of a demonstration: a member, what was counted and what is true.
///
/// @param end `sender` or `receiver`
/// @param member its name with its group
/// @param counted what the collector, or the kernel, says
/// @param truth what is true
/// @param witness who knows
/// @param same whether they agree
/// @param gloss what the member is, in a few words
record Shown(
    String end,
    String member,
    String counted,
    String truth,
    String witness,
    boolean same,
    String gloss) {

  private static final int GLOSS_CHARS_MAX = 66;

  static Shown of(Claim claim) {
    return new Shown(
        claim.end(),
        claim.member().qualifiedName(),
        claim.countedText(),
        claim.expectedText(),
        claim.witness().text(),
        claim.holds(),
        gloss(claim.member()));
  }

  /// The beginning of a member's definition, up to where it goes into detail.
  static String gloss(Member member) {
    String text = member.definition().split("[.:;(]", 2)[0].strip();
    while (text.length() > GLOSS_CHARS_MAX) {
      int cut = Math.max(text.lastIndexOf(','), text.lastIndexOf(' '));
      text = text.substring(0, cut);
    }
    return text;
  }
}
