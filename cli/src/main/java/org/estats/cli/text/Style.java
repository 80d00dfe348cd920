package org.estats.cli.text;

/// How text stands out on a terminal. Nothing is ever said by style alone.
public enum Style {
  HEADING("1"),
  DIM("2"),
  GOOD("32"),
  BAD("31"),
  NOTE("33"),
  /// The row that is chosen, in reverse.
  CHOSEN("7");

  static final String OFF = "\u001b[0m";

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String on() {
    return "\u001b[" + code + "m";
  }
}
