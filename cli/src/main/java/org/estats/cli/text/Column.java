package org.estats.cli.text;

/// A column of a [Table].
///
/// @param title its heading
/// @param kind what stands in it
/// @param givesWay which columns are shortened first if the table is too wide: those with the
///   lowest number from 1; 0 for never
/// @param widthMin how far it is shortened at most
public record Column(String title, Kind kind, int givesWay, int widthMin) {

  /// What stands in a column.
  public enum Kind {
    TEXT,
    NUMBER,
    /// Connections, which are shortened so that the ports stay.
    CONNECTION
  }

  /// A column that is as wide as it needs to be.
  public static Column of(String title) {
    return new Column(title, Kind.TEXT, 0, 0);
  }

  /// A column of numbers, flush right.
  public static Column number(String title) {
    return new Column(title, Kind.NUMBER, 0, 0);
  }

  boolean isRight() {
    return kind == Kind.NUMBER;
  }

  String fit(String text, int width) {
    return kind == Kind.CONNECTION
        ? Shortening.connection(text, width)
        : Shortening.middle(text, width);
  }
}
