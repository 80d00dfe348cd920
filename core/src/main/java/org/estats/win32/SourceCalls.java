package org.estats.win32;

import java.lang.foreign.MemorySegment;
import org.estats.EstatsSource;

/// The calls over a source that has no library of Windows beneath it.
final class SourceCalls implements Calls {

  private final SourceStatistics statistics;
  private final SourceTables tables;

  SourceCalls(EstatsSource source) {
    statistics = new SourceStatistics(source);
    tables = new SourceTables(source);
  }

  @Override
  public int get(Family family, MemorySegment row, int estatsType, Parts parts) {
    return statistics.get(family, row, estatsType, parts);
  }

  @Override
  public int set(Family family, MemorySegment row, int estatsType, Buffer rw, int offset) {
    return statistics.set(family, row, estatsType, rw, offset);
  }

  @Override
  public int table(TableCall call, TableBuffer to) {
    return tables.whole(call, to);
  }

  @Override
  public int extendedTable(TableBuffer to, int addressFamily, int tableClass, int reserved) {
    return tables.extended(to, addressFamily, tableClass, reserved);
  }
}
