package org.estats.cli.top;

import java.util.ArrayList;
import java.util.List;
import org.estats.cli.text.Output;
import org.estats.cli.text.Style;
import org.estats.cli.text.Wrapping;

/// The lines of one picture of the screen, none wider than it.
final class Paper {

  private final Output output;
  private final int rows;
  private final int columns;
  private final List<String> lines = new ArrayList<>();

  Paper(Output output, int rows, int columns) {
    this.output = output;
    this.rows = rows;
    this.columns = columns;
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  /// How many lines are free yet.
  int left() {
    return rows - lines.size();
  }

  /// Adds a line.
  void line(String text) {
    lines.add(cut(text));
  }

  /// Adds a line in a style, as wide as the screen.
  void line(Style style, String text) {
    String cut = cut(text);
    lines.add(output.styled(style, cut + " ".repeat(columns - cut.length())));
  }

  /// Adds text of which the beginning stands out; it goes on over lines as needed.
  ///
  /// @param most how many lines it may take
  void text(Style style, String start, String rest, int most) {
    List<String> wrapped = Wrapping.lines(start + rest, columns);
    for (int i = 0; i < Math.min(most, wrapped.size()); i++) {
      String line = cut(wrapped.get(i));
      boolean isCut = i == most - 1 && wrapped.size() > most;
      int kept = Math.clamp(columns - 2L, 0, line.length());
      line = isCut ? cut(line.substring(0, kept) + "..") : line;
      boolean hasStart = i == 0 && line.startsWith(start);
      lines.add(hasStart ? output.styled(style, start) + line.substring(start.length()) : line);
    }
  }

  /// Leaves lines empty until so many are left.
  void leave(int left) {
    while (left() > left) {
      lines.add("");
    }
  }

  /// The lines, as many as there are rows.
  List<String> lines() {
    leave(0);
    return lines.subList(0, rows);
  }

  private String cut(String text) {
    return text.length() <= columns ? text : text.substring(0, columns);
  }
}
