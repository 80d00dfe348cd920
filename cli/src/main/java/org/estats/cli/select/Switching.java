package org.estats.cli.select;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.catalogue.Switch;

/// Switches groups of several connections on or off, and counts what came of it.
public final class Switching {

  private final EstatsSource source;
  private final Set<Switch> on;
  private final Set<Switch> off;
  private final List<EstatsException> gone = new ArrayList<>();
  private final List<EstatsException> failed = new ArrayList<>();
  private int changed;
  private int unchanged;

  private Switching(EstatsSource source, Set<Switch> on, Set<Switch> off) {
    this.source = source;
    this.on = on;
    this.off = off;
  }

  /// Switches on.
  ///
  /// @throws EstatsException NOT_FOUND if all connections are gone; ACCESS_DENIED, NOT_SUPPORTED
  public static Switching on(EstatsSource source, Set<Switch> switches, Targets targets) {
    return new Switching(source, switches, Set.of()).run(targets);
  }

  /// Switches off.
  ///
  /// @throws EstatsException as above
  public static Switching off(EstatsSource source, Set<Switch> switches, Targets targets) {
    return new Switching(source, Set.of(), switches).run(targets);
  }

  private Switching run(Targets targets) {
    try {
      targets.forEach(this::apply);
    } finally {
      source.close();
    }
    if (changed + unchanged + failed.size() == 0) {
      throw gone.getFirst();
    }
    if (changed + unchanged == 0 && targets.connections().size() == 1) {
      throw failed.getFirst();
    }
    return this;
  }

  private void apply(Connection connection) {
    Optional<Set<Switch>> before = before(connection);
    try {
      source.set(connection, on, off);
      if (before.map(this::isAsAsked).orElse(false)) {
        unchanged++;
      } else {
        changed++;
      }
    } catch (EstatsException e) {
      switch (e.kind()) {
        case NOT_FOUND -> gone.add(e);
        case BUSY, FAILED -> {
          boolean isOfAll = failed.stream().anyMatch(f -> f.getMessage().equals(e.getMessage()));
          if (isOfAll) {
            throw e; // word for word as of another connection, so it is of none in particular
          }
          failed.add(e);
        }
        case ACCESS_DENIED, NOT_SUPPORTED, INVALID -> throw e; // the next would fare no better
      }
    }
  }

  /// What was on before; empty if it cannot be known, as for those who may set and not read.
  private Optional<Set<Switch>> before(Connection connection) {
    try {
      return Optional.of(source.get(connection).on());
    } catch (EstatsException e) {
      return Optional.empty();
    }
  }

  private boolean isAsAsked(Set<Switch> before) {
    return before.containsAll(on) && off.stream().noneMatch(before::contains);
  }

  /// How many connections were changed.
  public int changed() {
    return changed;
  }

  /// How many were as asked already.
  public int unchanged() {
    return unchanged;
  }

  /// What went wrong with the others, those that merely ended left out.
  public List<EstatsException> failed() {
    return List.copyOf(failed);
  }
}
