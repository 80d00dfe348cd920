package org.estats.cli.top;

/// What a screen shows, and where the user is in it.
final class View {

  /// The screens.
  enum Screen {
    TABLE,
    CONNECTION,
    GROUPS,
    HELP
  }

  /// By what connections are folded on the screen of groups.
  enum Fold {
    PROCESS,
    REMOTE,
    PORT;

    Fold next() {
      return values()[(ordinal() + 1) % values().length];
    }
  }

  Screen screen = Screen.TABLE;
  Order order = Order.WORST;
  boolean isReversed;
  Fold fold = Fold.PROCESS;

  /// The cookie of the connection that is chosen; 0 for that of the first row.
  long chosen;

  /// The first row or line that is shown, and on the screen of groups the one that is chosen.
  int offset;

  int chosenGroup;

  boolean isPaused;

  /// The filter as it is being typed; null while it is not.
  String typing;

  /// Something to tell, until the next key.
  String message = "";
}
