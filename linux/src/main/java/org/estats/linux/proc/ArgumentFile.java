package org.estats.linux.proc;

import java.util.ArrayList;
import java.util.List;

/// The arguments in a file that was given to the `java` launcher as `@file`.
final class ArgumentFile {

  private final String text;
  private final List<String> arguments = new ArrayList<>();
  private final StringBuilder argument = new StringBuilder();
  private boolean isOpen;
  private int at;

  private ArgumentFile(String text) {
    this.text = text;
  }

  /// Takes the text apart as the launcher does: at white space, with quotes, with `#` before a
  /// comment, and inside quotes with backslashes before the character meant.
  static List<String> parse(String text) {
    ArgumentFile file = new ArgumentFile(text);
    file.parse();
    return file.arguments;
  }

  private void parse() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '#') {
        forget(); // so does the launcher with an argument that a comment breaks off
        skipLine();
      } else if (c == '"' || c == '\'') {
        quoted(c);
      } else if (Character.isWhitespace(c)) {
        end();
      } else {
        isOpen = true;
        argument.append(c);
      }
    }
    end();
  }

  private void quoted(char quote) {
    isOpen = true;
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        escaped(text.charAt(at++));
      } else if (c == '\n' || c == '\r') {
        end(); // the launcher ends an open quote with the line
        return;
      } else {
        argument.append(c);
      }
    }
    at++;
  }

  private void escaped(char c) {
    switch (c) {
      case 'n' -> argument.append('\n');
      case 'r' -> argument.append('\r');
      case 't' -> argument.append('\t');
      case 'f' -> argument.append('\f');
      case '\n', '\r' -> skipIndent();
      default -> argument.append(c);
    }
  }

  /// A backslash at the end of a line joins it with what the next line begins with.
  private void skipIndent() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private void skipLine() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void end() {
    if (isOpen) {
      arguments.add(argument.toString());
    }
    forget();
  }

  private void forget() {
    argument.setLength(0);
    isOpen = false;
  }
}
