package org.estats.lab.ground;

import java.util.List;

/// What the diagnosis is given to look at.
enum View {
  /// All readings of the collector.
  FULL("all readings"),
  /// The first reading of the collector and the last.
  ENDS("first and last"),
  /// All readings of `tcp_info`, as without rights.
  PLAIN("tcp_info alone"),
  /// All readings of the collector at the other end, which receives.
  RECEIVED("at the receiver");

  /// What is known at the sending end, for which all natures are told.
  static final List<View> AT_SENDER = List.of(FULL, ENDS, PLAIN);

  private final String text;

  View(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
