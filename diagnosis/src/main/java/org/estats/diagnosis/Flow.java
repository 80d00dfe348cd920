package org.estats.diagnosis;

/// Which way the data goes that is judged.
public enum Flow {
  /// The data that this host sends.
  OUT,
  /// The data that this host receives.
  IN;

  /// The word in text and JSON.
  public String text() {
    return this == OUT ? "out" : "in";
  }
}
