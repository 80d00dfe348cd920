package org.estats.catalogue;

/// What one step of a member's number means, as it is shown.
///
/// Times travel in microseconds everywhere inside; a member in [#MILLISECONDS] is rounded, half up,
/// when it is shown.
public enum Unit {
  COUNT("count"),
  SEGMENTS("segments"),
  BYTES("bytes"),
  MILLISECONDS("ms"),
  MICROSECONDS("us"),
  BITS_PER_SECOND("bits/s"),
  SEQUENCE_NUMBER("sequence number"),
  SHIFT_COUNT("shift count"),
  BOOLEAN("bool"),
  CODE("code");

  private final String symbol;

  Unit(String symbol) {
    this.symbol = symbol;
  }

  /// The unit as written in documents and metric descriptions.
  public String symbol() {
    return symbol;
  }
}
