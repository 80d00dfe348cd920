package org.estats.house;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/// Java source as the checks see it. No parser: comments and literals are blanked, then braces are
/// counted, which is right for code that the formatter has laid out.
final class JavaCode {
  private static final Pattern TYPE =
      Pattern.compile("\\b(class|interface|enum|record)\\s+\\w+|\\bmodule\\s+[\\w.]+\\s*$");

  /// What is skipped: a text block, a string, a character, a comment to the line's end, a block
  /// comment. Possessive, so that a long one costs no stack.
  private static final Pattern BLANKED =
      Pattern.compile(
          "\"\"\"(?s:\\\\.|(?!\"\"\").)*+\"\"\""
              + "|\"(?:\\\\.|[^\"\\\\\n])*+\""
              + "|'(?:\\\\.|[^'\\\\\n])++'"
              + "|//[^\n]*+"
              + "|/\\*(?s:(?!\\*/).)*+\\*/");

  private JavaCode() {}

  /// A member of a type that has a body: a method as a rule; where its lines begin, from 1, and how
  /// many they are, from the opening brace to the closing one.
  record Body(int line, int lines) {}

  /// An open brace: its line, and whether it opens a type or the body of a member.
  private record Brace(int line, boolean ofType, boolean ofMember) {}

  /// The source with comments and the inside of literals made spaces; lines keep their numbers.
  static String blank(String source) {
    return BLANKED.matcher(source).replaceAll(found -> found.group().replaceAll("[^\n]", " "));
  }

  /// Every body of a member, those of nested types included.
  static List<Body> bodies(String source) {
    String code = blank(source);
    List<Body> bodies = new ArrayList<>();
    Deque<Brace> open = new ArrayDeque<>();
    int line = 1;
    int headerStart = 0;
    for (int i = 0; i < code.length(); i++) {
      switch (code.charAt(i)) {
        case '\n' -> line++;
        case ';' -> headerStart = i + 1;
        case '{' -> {
          String header = code.substring(headerStart, i);
          boolean inType = !open.isEmpty() && open.peek().ofType();
          boolean ofType = TYPE.matcher(header).find();
          open.push(new Brace(line, ofType, inType && !ofType && !insideParentheses(header)));
          headerStart = i + 1;
        }
        case '}' -> {
          Brace brace = open.pop();
          if (brace.ofMember()) {
            bodies.add(new Body(brace.line(), line - brace.line() + 1));
          }
          headerStart = i + 1;
        }
        default -> {}
      }
    }
    return bodies;
  }

  /// As the list of values in an annotation is.
  private static boolean insideParentheses(String header) {
    return header.chars().filter(c -> c == '(').count()
        > header.chars().filter(c -> c == ')').count();
  }
}
