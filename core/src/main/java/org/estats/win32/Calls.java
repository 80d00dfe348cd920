package org.estats.win32;

import java.lang.foreign.MemorySegment;

/// The calls, family by family: over a source, or over the library itself.
interface Calls {

  /// Reads one type of statistics of a connection.
  int get(Family family, MemorySegment row, int estatsType, Parts parts);

  /// Switches one type of statistics of a connection.
  int set(Family family, MemorySegment row, int estatsType, Buffer rw, int offset);

  /// Writes a whole connection table.
  int table(TableCall call, TableBuffer to);

  /// Writes the connection table of a class.
  int extendedTable(TableBuffer to, int addressFamily, int tableClass, int reserved);
}
