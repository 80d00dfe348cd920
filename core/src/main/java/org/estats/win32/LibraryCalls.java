package org.estats.win32;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.estats.win32.WinError.ERROR_INSUFFICIENT_BUFFER;
import static org.estats.win32.WinError.ERROR_INVALID_PARAMETER;
import static org.estats.win32.WinError.ERROR_INVALID_USER_BUFFER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.estats.win32.NativeIpHlpApi.Structured;

/// The calls over the library itself, which believes every size and would read and write beyond a
/// segment. It is given copies, and only of memory that is there; all else it decides itself.
final class LibraryCalls implements Calls {

  private final NativeIpHlpApi.Holder holder;

  /// The library is asked for by each call, so that it is a call's code if there is none.
  LibraryCalls(NativeIpHlpApi.Holder holder) {
    this.holder = holder;
  }

  @Override
  public int get(Family family, MemorySegment row, int estatsType, Parts parts) {
    Buffer named = Buffer.of(row, family.row());
    if (!named.isNull() && !named.isReadable()) {
      return ERROR_INVALID_PARAMETER;
    }
    if (parts.all().anyMatch(LibraryCalls::isBad)) {
      return ERROR_INVALID_USER_BUFFER;
    }
    try (Arena arena = Arena.ofConfined()) {
      Structured rw = copy(arena, parts.rw());
      Structured ros = copy(arena, parts.ros());
      Structured rod = copy(arena, parts.rod());
      int code = holder.ipHlpApi().get(family, copy(arena, named).at(), estatsType, rw, ros, rod);
      giveBack(rw, parts.rw());
      giveBack(ros, parts.ros());
      giveBack(rod, parts.rod());
      return code;
    }
  }

  /// Whether a buffer is there and is not what its size says. NULL is for the library to judge.
  private static boolean isBad(Buffer buffer) {
    return buffer.isWanted() && !buffer.isNull() && !buffer.isWritable();
  }

  @Override
  public int set(Family family, MemorySegment row, int estatsType, Buffer rw, int offset) {
    Buffer named = Buffer.of(row, family.row());
    if (!named.isNull() && !named.isReadable()) {
      return ERROR_INVALID_PARAMETER;
    }
    if (rw.isWanted() && !rw.isNull() && !rw.isReadable()) {
      return ERROR_INVALID_USER_BUFFER;
    }
    try (Arena arena = Arena.ofConfined()) {
      return holder
          .ipHlpApi()
          .set(family, copy(arena, named).at(), estatsType, copy(arena, rw), offset);
    }
  }

  @Override
  public int table(TableCall call, TableBuffer to) {
    return read(to, (table, size) -> holder.ipHlpApi().table(call, table, size, to.order()));
  }

  @Override
  public int extendedTable(TableBuffer to, int addressFamily, int tableClass, int reserved) {
    return read(
        to,
        (table, size) ->
            holder
                .ipHlpApi()
                .extendedTable(table, size, to.order(), addressFamily, tableClass, reserved));
  }

  /// A call for a table, with the memory that it may use.
  @FunctionalInterface
  private interface TableRead {
    int into(MemorySegment table, MemorySegment sizePointer);
  }

  private static int read(TableBuffer to, TableRead call) {
    if (!to.hasSize()) {
      return ERROR_INVALID_PARAMETER;
    }
    Buffer rows = to.rows();
    if (!rows.isNull() && !rows.isWritable()) {
      return ERROR_INVALID_PARAMETER;
    }
    try (Arena arena = Arena.ofConfined()) {
      Structured copy = copy(arena, rows);
      MemorySegment size = arena.allocateFrom(JAVA_INT, rows.size());
      int code = call.into(copy.at(), size);
      to.size(size.get(JAVA_INT, 0));
      if (code != ERROR_INSUFFICIENT_BUFFER) {
        giveBack(copy, rows);
      }
      return code;
    }
  }

  /// A copy for the library; NULL where the caller gave NULL or no size.
  private static Structured copy(Arena arena, Buffer buffer) {
    if (buffer.isNull() || !buffer.isWanted()) {
      return new Structured(MemorySegment.NULL, buffer.version(), buffer.size());
    }
    MemorySegment copy = arena.allocate(buffer.bytes(), Long.BYTES);
    buffer.readTo(copy);
    return new Structured(copy, buffer.version(), buffer.size());
  }

  private static void giveBack(Structured copy, Buffer to) {
    if (!copy.at().equals(MemorySegment.NULL)) {
      to.write(copy.at());
    }
  }
}
