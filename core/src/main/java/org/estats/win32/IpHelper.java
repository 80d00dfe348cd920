package org.estats.win32;

import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.util.function.IntSupplier;
import org.estats.Estats;
import org.estats.EstatsException;
import org.estats.EstatsSource;

/// The calls of Windows' IP Helper API on TCP connections, over one source of statistics: what
/// [IpHlpApi] offers over the machine's own. There each call is described.
///
/// No call throws: what fails is said by the code that is returned.
public final class IpHelper {

  private static final System.Logger LOG = System.getLogger(IpHelper.class.getName());

  private final Calls calls;

  private IpHelper(Calls calls) {
    this.calls = calls;
  }

  /// The calls over a source. Over Windows' own library the calls are that library's.
  public static IpHelper of(EstatsSource source) {
    return new IpHelper(
        source instanceof NativeIpHlpApi.Holder holder
            ? new LibraryCalls(holder)
            : new SourceCalls(source));
  }

  /// The calls over the machine's own source; where it has none, each is ERROR_NOT_SUPPORTED.
  public static IpHelper system() {
    try {
      return of(Estats.system());
    } catch (EstatsException e) {
      LOG.log(Level.WARNING, e.getMessage());
      return new IpHelper(new NoCalls());
    }
  }

  /// See [IpHlpApi#GetPerTcpConnectionEStats].
  public int GetPerTcpConnectionEStats(
      MemorySegment row,
      int estatsType,
      MemorySegment rw,
      int rwVersion,
      int rwSize,
      MemorySegment ros,
      int rosVersion,
      int rosSize,
      MemorySegment rod,
      int rodVersion,
      int rodSize) {
    Parts parts =
        new Parts(
            new Buffer(rw, rwVersion, rwSize),
            new Buffer(ros, rosVersion, rosSize),
            new Buffer(rod, rodVersion, rodSize));
    return code(() -> calls.get(Family.IPV4, row, estatsType, parts));
  }

  /// See [IpHlpApi#GetPerTcp6ConnectionEStats].
  public int GetPerTcp6ConnectionEStats(
      MemorySegment row,
      int estatsType,
      MemorySegment rw,
      int rwVersion,
      int rwSize,
      MemorySegment ros,
      int rosVersion,
      int rosSize,
      MemorySegment rod,
      int rodVersion,
      int rodSize) {
    Parts parts =
        new Parts(
            new Buffer(rw, rwVersion, rwSize),
            new Buffer(ros, rosVersion, rosSize),
            new Buffer(rod, rodVersion, rodSize));
    return code(() -> calls.get(Family.IPV6, row, estatsType, parts));
  }

  /// See [IpHlpApi#SetPerTcpConnectionEStats].
  public int SetPerTcpConnectionEStats(
      MemorySegment row, int estatsType, MemorySegment rw, int rwVersion, int rwSize, int offset) {
    Buffer buffer = new Buffer(rw, rwVersion, rwSize);
    return code(() -> calls.set(Family.IPV4, row, estatsType, buffer, offset));
  }

  /// See [IpHlpApi#SetPerTcp6ConnectionEStats].
  public int SetPerTcp6ConnectionEStats(
      MemorySegment row, int estatsType, MemorySegment rw, int rwVersion, int rwSize, int offset) {
    Buffer buffer = new Buffer(rw, rwVersion, rwSize);
    return code(() -> calls.set(Family.IPV6, row, estatsType, buffer, offset));
  }

  /// See [IpHlpApi#GetTcpTable].
  public int GetTcpTable(MemorySegment table, MemorySegment sizePointer, boolean order) {
    return code(() -> calls.table(TableCall.TCP_TABLE, new TableBuffer(table, sizePointer, order)));
  }

  /// See [IpHlpApi#GetTcp6Table].
  public int GetTcp6Table(MemorySegment table, MemorySegment sizePointer, boolean order) {
    return code(
        () -> calls.table(TableCall.TCP6_TABLE, new TableBuffer(table, sizePointer, order)));
  }

  /// See [IpHlpApi#GetTcpTable2].
  public int GetTcpTable2(MemorySegment table, MemorySegment sizePointer, boolean order) {
    return code(
        () -> calls.table(TableCall.TCP_TABLE2, new TableBuffer(table, sizePointer, order)));
  }

  /// See [IpHlpApi#GetTcp6Table2].
  public int GetTcp6Table2(MemorySegment table, MemorySegment sizePointer, boolean order) {
    return code(
        () -> calls.table(TableCall.TCP6_TABLE2, new TableBuffer(table, sizePointer, order)));
  }

  /// See [IpHlpApi#GetExtendedTcpTable].
  public int GetExtendedTcpTable(
      MemorySegment table,
      MemorySegment sizePointer,
      boolean order,
      int addressFamily,
      int tableClass,
      int reserved) {
    return code(() ->
        calls.extendedTable(
            new TableBuffer(table, sizePointer, order), addressFamily, tableClass, reserved));
  }

  /// Runs a call. A program written for these calls has no handler for what a JVM may throw.
  private static int code(IntSupplier call) {
    try {
      return call.getAsInt();
    } catch (EstatsException e) {
      LOG.log(Level.DEBUG, () -> e.getMessage() + "; " + e.remedy());
      return WinError.of(e);
    } catch (UnusableMemory e) {
      LOG.log(Level.DEBUG, e.getMessage());
      return WinError.ERROR_INVALID_USER_BUFFER;
    } catch (RuntimeException | LinkageError e) {
      LOG.log(Level.WARNING, "the source failed: " + e);
      return WinError.ERROR_GEN_FAILURE;
    }
  }
}
