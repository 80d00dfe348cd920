package org.estats.lab;

/// One of the two ways that packets take over the link.
public enum Direction {
  /// From the client to the server.
  TO_SERVER(Side.CLIENT, Side.SERVER),
  /// From the server to the client.
  TO_CLIENT(Side.SERVER, Side.CLIENT);

  private final Side from;
  private final Side to;

  Direction(Side from, Side to) {
    this.from = from;
    this.to = to;
  }

  /// Who sends.
  public Side from() {
    return from;
  }

  /// Who receives.
  public Side to() {
    return to;
  }

  /// The direction in which a host sends.
  public static Direction from(Side side) {
    return side == Side.CLIENT ? TO_SERVER : TO_CLIENT;
  }
}
