package org.estats.win32;

import static org.estats.win32.WinError.ERROR_NOT_SUPPORTED;

import java.lang.foreign.MemorySegment;

/// The calls on a machine without any source of statistics.
final class NoCalls implements Calls {

  @Override
  public int get(Family family, MemorySegment row, int estatsType, Parts parts) {
    return ERROR_NOT_SUPPORTED;
  }

  @Override
  public int set(Family family, MemorySegment row, int estatsType, Buffer rw, int offset) {
    return ERROR_NOT_SUPPORTED;
  }

  @Override
  public int table(TableCall call, TableBuffer to) {
    return ERROR_NOT_SUPPORTED;
  }

  @Override
  public int extendedTable(TableBuffer to, int addressFamily, int tableClass, int reserved) {
    return ERROR_NOT_SUPPORTED;
  }
}
