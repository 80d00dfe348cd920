package org.estats.filter;

/// How a member's number is compared with a given one. Numbers are unsigned, like those of
/// [org.estats.Value.Present].
public enum Comparison {
  GREATER(">"),
  GREATER_OR_EQUAL(">="),
  LESS("<"),
  LESS_OR_EQUAL("<="),
  EQUAL("="),
  NOT_EQUAL("!=");

  private final String symbol;

  Comparison(String symbol) {
    this.symbol = symbol;
  }

  /// The operator as it is written.
  public String symbol() {
    return symbol;
  }

  /// Whether `left` stands so to `right`.
  public boolean holds(long left, long right) {
    int order = Long.compareUnsigned(left, right);
    return switch (this) {
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
    };
  }
}
