package org.estats.linux.bpf;

import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.estats.linux.diag.KernelState;

/// Makes snapshots of records, each of which is a segment of its own.
///
/// @param layout that of the records
record RecordSnapshots(RecordLayout layout) {

  private static final RecordSnapshots SHIPPED = new RecordSnapshots(RecordLayout.shipped());
  private static final Switch[] SWITCHES = Switch.values();

  /// Of whole records of the object this version ships.
  static RecordSnapshots shipped() {
    return SHIPPED;
  }

  /// A record that was made just now.
  Snapshot of(MemorySegment record) {
    return of(record, Instant.now());
  }

  /// A record.
  ///
  /// @param moment when it was made
  Snapshot of(MemorySegment record, Instant moment) {
    long boot = layout.takenNanos(record, 0);
    Map<Switch, Instant> since = new EnumMap<>(Switch.class);
    int mask = layout.on(record, 0);
    for (Switch s : SWITCHES) {
      if ((mask & s.bit()) != 0) {
        since.put(s, moment.minusNanos(boot - layout.sinceNanos(record, 0, s)));
      }
    }
    Snapshot snapshot =
        new Snapshot(
                layout.connection(record),
                KernelState.of(layout.state(record, 0)),
                moment,
                since,
                layout.values(record))
            .takenAtUptime(OptionalLong.of(boot));
    return mask == 0 ? snapshot : snapshot.withFigures(layout.figures(record));
  }

  /// A record where an earlier snapshot is at hand: what never changes of a socket, and the moments
  /// of switches that have been on ever since, are taken from it.
  ///
  /// @param moment when the record was made
  Snapshot of(MemorySegment record, Instant moment, Snapshot earlier) {
    return isLater(record, earlier)
        ? earlier.later(
            KernelState.of(layout.state(record, 0)),
            moment,
            layout.takenNanos(record, 0),
            layout.values(record),
            layout.figures(record))
        : of(record, moment);
  }

  private boolean isLater(MemorySegment record, Snapshot earlier) {
    int mask = layout.on(record, 0);
    long before = earlier.uptimeNanos().orElse(0);
    if (mask == 0 || earlier.connection().cookie() != layout.cookie(record, 0)) {
      return false;
    }
    Set<Switch> onBefore = earlier.on();
    for (Switch s : SWITCHES) {
      boolean isOn = (mask & s.bit()) != 0;
      if (isOn != onBefore.contains(s) || isOn && layout.sinceNanos(record, 0, s) > before) {
        return false;
      }
    }
    return true;
  }
}
