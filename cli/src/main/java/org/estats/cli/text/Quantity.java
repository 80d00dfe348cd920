package org.estats.cli.text;

/// Numbers of things.
public final class Quantity {

  private Quantity() {}

  /// A number and a noun: `1 rule`, `2 rules`.
  public static String of(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
