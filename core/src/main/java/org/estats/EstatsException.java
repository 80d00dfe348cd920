package org.estats;

import java.util.Objects;

/// A call that could not be carried out. The message says what failed, on what, and why; the remedy
/// says what would mend it.
public final class EstatsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /// What kind of failure it is; callers decide by this.
  public enum Kind {
    /// No such connection, or it has no statistics (listeners, TIME-WAIT).
    NOT_FOUND,
    /// The caller lacks the right.
    ACCESS_DENIED,
    /// This machine or this version cannot do it.
    NOT_SUPPORTED,
    /// What was asked for makes no sense.
    INVALID,
    /// The connection was in the middle of something for as long as was waited.
    BUSY,
    /// Anything else.
    FAILED
  }

  private final Kind kind;
  private final String remedy;

  /// A failure with a remedy.
  ///
  /// Control characters in either text are shown as escapes: messages quote what strangers wrote,
  /// and end up on terminals.
  ///
  /// @param remedy what the user can do, as a phrase or a command; empty if nothing
  public EstatsException(Kind kind, String message, String remedy) {
    super(printable(message));
    this.kind = Objects.requireNonNull(kind, "kind");
    this.remedy = printable(remedy);
  }

  /// A failure without a remedy.
  public EstatsException(Kind kind, String message) {
    this(kind, message, "");
  }

  /// The kind of failure.
  public Kind kind() {
    return kind;
  }

  /// What the user can do about it; empty if nothing is known.
  public String remedy() {
    return remedy;
  }

  private static String printable(String text) {
    if (text.chars().noneMatch(EstatsException::isUnprintable)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (isUnprintable(c)) {
        shown.append(String.format("\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  private static boolean isUnprintable(int c) {
    boolean layout = c == '\n' || c == '\t';
    return Character.isISOControl(c) && !layout || Character.getType(c) == Character.FORMAT;
  }
}
