package org.estats.cli.top;

/// A key that was pressed.
///
/// @param kind which
/// @param character what it writes, for CHARACTER
record Key(Kind kind, char character) {

  /// The keys that are told apart.
  enum Kind {
    CHARACTER,
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    ENTER,
    ESCAPE,
    BACKSPACE,
    SUSPEND,
    REDRAW,
    /// There is no terminal any more.
    GONE,
    /// A key that means nothing here.
    OTHER
  }

  /// Gives the bytes that follow, or -1 if none does at once.
  interface Following {
    int next() throws InterruptedException;
  }

  private static final int CTRL_L = 12;
  private static final int CTRL_Z = 26;
  private static final int ESC = 27;
  private static final int DELETE = 127;

  static Key of(Kind kind) {
    return new Key(kind, '\0');
  }

  /// The key that begins with a byte. What is not ASCII is passed over: no term of a filter needs
  /// it.
  static Key read(int first, Following following) throws InterruptedException {
    return switch (first) {
      case '\r', '\n' -> of(Kind.ENTER);
      case '\b', DELETE -> of(Kind.BACKSPACE);
      case CTRL_L -> of(Kind.REDRAW);
      case CTRL_Z -> of(Kind.SUSPEND);
      case ESC -> escape(following);
      default ->
          first >= ' ' && first < DELETE ? new Key(Kind.CHARACTER, (char) first) : of(Kind.OTHER);
    };
  }

  private static Key escape(Following following) throws InterruptedException {
    int second = following.next();
    if (second < 0) {
      return of(Kind.ESCAPE);
    }
    if (second != '[' && second != 'O') {
      return of(Kind.OTHER);
    }
    int number = 0;
    int next = following.next();
    while (next >= '0' && next <= ';') {
      number = next <= '9' ? number * 10 + next - '0' : 0;
      next = following.next();
    }
    return of(
        switch (next) {
          case 'A' -> Kind.UP;
          case 'B' -> Kind.DOWN;
          case 'H' -> Kind.HOME;
          case 'F' -> Kind.END;
          case '~' ->
              switch (number) {
                case 1, 7 -> Kind.HOME;
                case 4, 8 -> Kind.END;
                case 5 -> Kind.PAGE_UP;
                case 6 -> Kind.PAGE_DOWN;
                default -> Kind.OTHER;
              };
          default -> Kind.OTHER;
        });
  }
}
