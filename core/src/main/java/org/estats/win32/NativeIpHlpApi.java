package org.estats.win32;

import java.lang.foreign.MemorySegment;

/// Windows' own library, or what stands in for it. Every segment is native, lives through the call
/// and is as long as the sizes say, or is NULL.
public interface NativeIpHlpApi {

  /// A source that has the library beneath it.
  interface Holder {

    /// The library.
    NativeIpHlpApi ipHlpApi();
  }

  /// The pointer, the version and the size of a structure.
  record Structured(MemorySegment at, int version, int size) {}

  /// `GetPerTcpConnectionEStats`, or `GetPerTcp6ConnectionEStats`.
  int get(
      Family family,
      MemorySegment row,
      int estatsType,
      Structured rw,
      Structured ros,
      Structured rod);

  /// `SetPerTcpConnectionEStats`, or `SetPerTcp6ConnectionEStats`.
  int set(Family family, MemorySegment row, int estatsType, Structured rw, int offset);

  /// One of the four calls for a whole table.
  int table(TableCall call, MemorySegment table, MemorySegment sizePointer, boolean order);

  /// `GetExtendedTcpTable`.
  int extendedTable(
      MemorySegment table,
      MemorySegment sizePointer,
      boolean order,
      int addressFamily,
      int tableClass,
      int reserved);
}
