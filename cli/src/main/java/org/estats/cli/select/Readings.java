package org.estats.cli.select;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.EstatsSource;

/// One reading of each of several connections.
///
/// @param found what was read, sorted
/// @param gone the error of one that is gone, if any is
/// @param busy the error of one that could not be read this time, if there was any
public record Readings(
    List<Reading> found, Optional<EstatsException> gone, Optional<EstatsException> busy) {

  /// Reads them.
  ///
  /// @throws EstatsException NOT_FOUND if all are gone, ACCESS_DENIED
  public static Readings of(EstatsSource source, Targets targets, GroupChoice choice) {
    List<Reading> found = new ArrayList<>();
    List<EstatsException> gone = new ArrayList<>();
    List<EstatsException> busy = new ArrayList<>();
    gone.addAll(targets.forEach(c -> read(source, c, choice, found, gone, busy)));
    if (found.isEmpty() && busy.isEmpty()) {
      throw gone.getFirst();
    }
    found.sort(Reading.ORDER);
    return new Readings(found, gone.stream().findFirst(), busy.stream().findFirst());
  }

  private static void read(
      EstatsSource source,
      Connection connection,
      GroupChoice choice,
      List<Reading> found,
      List<EstatsException> gone,
      List<EstatsException> busy) {
    try {
      found.add(new Reading(source.get(connection), choice));
    } catch (EstatsException e) {
      switch (e.kind()) {
        case NOT_FOUND -> gone.add(e);
        case BUSY -> busy.add(e);
        default -> throw e;
      }
    }
  }
}
