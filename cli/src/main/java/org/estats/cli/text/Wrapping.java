package org.estats.cli.text;

import java.util.ArrayList;
import java.util.List;

/// Breaks text into lines between words.
public final class Wrapping {

  private Wrapping() {}

  /// The lines of a text. A word that is longer than a line stays whole.
  ///
  /// @param width how long a line may be, or [Output#UNLIMITED]
  public static List<String> lines(String text, int width) {
    if (width == Output.UNLIMITED) {
      return List.of(text);
    }
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
