package org.estats.filter;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.estats.ConnectionText;
import org.estats.EstatsException;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;
import org.estats.catalogue.Unit;

/// Reads one term. Whatever is wrong comes out as [EstatsException] of kind INVALID: the message
/// names the term and the fault in it, the remedy says what would be right.
final class TermParser {

  private static final String OPERATOR_CHARACTERS = "<>=!";
  private static final String OPERATORS =
      "the operators are "
          + Arrays.stream(Comparison.values())
              .map(Comparison::symbol)
              .collect(Collectors.joining(" "));

  private TermParser() {}

  static Term parse(String text) {
    try {
      return read(text.strip());
    } catch (EstatsException e) {
      throw invalid("in '" + text + "': " + e.getMessage(), e.remedy());
    }
  }

  static EstatsException invalid(String message, String accepted) {
    return new EstatsException(EstatsException.Kind.INVALID, message, accepted);
  }

  private static Term read(String text) {
    int start = 0;
    while (start < text.length() && OPERATOR_CHARACTERS.indexOf(text.charAt(start)) < 0) {
      start++;
    }
    if (start == text.length()) {
      return readWithoutOperator(text);
    }
    String name = text.substring(0, start).strip();
    Optional<Key> key = Key.named(name);
    if (key.isPresent()) {
      return readKey(key.get(), text.substring(start));
    }
    Optional<Member> member = Catalogue.named(name);
    if (member.isPresent()) {
      return readComparison(member.get(), text.substring(start));
    }
    throw Suggestion.unknownName(name);
  }

  private static Term readWithoutOperator(String text) {
    if (text.isEmpty()) {
      throw invalid("the term is empty", Suggestion.ALL_TERMS);
    }
    Optional<Key> key = Key.named(text);
    if (key.isPresent()) {
      throw invalid("'" + text + "' lacks a value", key.get().accepted());
    }
    Optional<Member> member = Catalogue.named(text);
    if (member.isPresent()) {
      String name = member.get().qualifiedName();
      throw invalid("'" + name + "' is not compared with anything", "write " + name + ">0");
    }
    if (text.indexOf(':') >= 0 && text.indexOf('-') >= 0) {
      return new RowTerm.Exactly(ConnectionText.parse(text));
    }
    throw Suggestion.unknownTerm(text);
  }

  private static Term readKey(Key key, String operatorAndValue) {
    if (operatorAndValue.charAt(0) != '=') {
      throw invalid("'" + key.word() + "' is followed by = only", key.accepted());
    }
    String value = operatorAndValue.substring(1).strip();
    if (value.isEmpty()) {
      throw invalid("'" + key.word() + "=' lacks a value", key.accepted());
    }
    return ValueParser.parse(key, value);
  }

  private static MemberTerm readComparison(Member member, String operatorAndNumber) {
    int end = 0;
    while (end < operatorAndNumber.length()
        && OPERATOR_CHARACTERS.indexOf(operatorAndNumber.charAt(end)) >= 0) {
      end++;
    }
    String operator = operatorAndNumber.substring(0, end);
    for (Comparison comparison : Comparison.values()) {
      if (comparison.symbol().equals(operator)) {
        String number = operatorAndNumber.substring(end).strip();
        return new MemberTerm(member, comparison, readNumber(member, number));
      }
    }
    throw invalid("'" + operator + "' is not an operator", OPERATORS);
  }

  private static long readNumber(Member member, String text) {
    if (member.unit() == Unit.BOOLEAN && text.equalsIgnoreCase("true")) {
      return 1;
    }
    if (member.unit() == Unit.BOOLEAN && text.equalsIgnoreCase("false")) {
      return 0;
    }
    if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      try {
        return Long.parseUnsignedLong(text);
      } catch (NumberFormatException e) {
        // Falls through: no digits, or more than 64 bits hold.
      }
    }
    String accepted =
        member.unit() == Unit.BOOLEAN
            ? "true or false"
            : "a whole number from 0, in " + member.unit().symbol();
    throw invalid(
        "'" + text + "' is no value of " + member.qualifiedName(),
        member.qualifiedName() + " is " + accepted);
  }
}
