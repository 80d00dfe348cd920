package org.estats.cli.select;

import java.util.List;
import java.util.Set;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.Switched;
import org.estats.catalogue.Switch;

/// Switches groups of several connections on or off, and counts what came of it.
public final class Switching {

  private final Switched done;

  private Switching(Switched done) {
    this.done = done;
  }

  /// Switches on.
  ///
  /// @throws EstatsException NOT_FOUND if all connections are gone; ACCESS_DENIED, NOT_SUPPORTED
  public static Switching on(EstatsSource source, Set<Switch> switches, Targets targets) {
    return run(source, switches, Set.of(), targets);
  }

  /// Switches off.
  ///
  /// @throws EstatsException as above
  public static Switching off(EstatsSource source, Set<Switch> switches, Targets targets) {
    return run(source, Set.of(), switches, targets);
  }

  private static Switching run(
      EstatsSource source, Set<Switch> on, Set<Switch> off, Targets targets) {
    Switched done;
    try {
      done = source.set(targets.connections(), on, off);
    } finally {
      source.close();
    }
    int switched = done.changed() + done.unchanged();
    if (switched + done.failed().size() == 0) {
      throw done.gone().getFirst();
    }
    if (switched == 0 && targets.connections().size() == 1) {
      throw done.failed().getFirst();
    }
    return new Switching(done);
  }

  /// How many connections were changed.
  public int changed() {
    return done.changed();
  }

  /// How many were as asked already.
  public int unchanged() {
    return done.unchanged();
  }

  /// What went wrong with the others, those that merely ended left out.
  public List<EstatsException> failed() {
    return done.failed();
  }
}
