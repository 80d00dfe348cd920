package org.estats.win32;

import java.lang.foreign.MemorySegment;

/// The calls of `iphlpapi.h` on TCP connections, over this machine's own source: on Linux the
/// collector in the kernel, on Windows the library itself.
///
/// [MemorySegment#NULL] or `null` stands for a NULL pointer. Sizes and versions are unsigned. No
/// call throws: what fails is said by the code, for which see [WinError]. A pointer that cannot be
/// used, because it is closed, another thread's, not to be written, or shorter than the size that
/// is given with it, is as good as NULL. The documents name the codes and leave the order of the
/// checks open; that of the collector is the order in which the codes are listed here.
public final class IpHlpApi {

  private IpHlpApi() {}

  /// Reads one type of statistics of an IPv4 connection.
  ///
  /// With the switch of the type off, the code is NO_ERROR, the switch reads FALSE, and the rest is
  /// zero (on Windows: undefined), so always take `rw` in the same call. A member that this machine
  /// cannot give is all ones, or FALSE if it is a `BOOLEAN`.
  ///
  /// @param row a `MIB_TCPROW`; its state counts for nothing
  /// @param estatsType of `TCP_ESTATS_TYPE`
  /// @param rw takes the switches, or NULL with size 0; likewise `ros` and `rod`
  /// @param rwVersion 0; likewise the other versions
  /// @param rwSize at least the size of the structure; likewise the other sizes
  /// @return ERROR_INVALID_PARAMETER without a row, or if there is no such type;
  ///   ERROR_NOT_SUPPORTED for another version; ERROR_INVALID_USER_BUFFER for a size without a
  ///   buffer; ERROR_INVALID_PARAMETER for a part that the type has not; ERROR_INSUFFICIENT_BUFFER;
  ///   ERROR_NOT_FOUND if there is no such connection, or it is a listener, a request or in
  ///   TIME-WAIT; ERROR_ACCESS_DENIED if the user may not read; ERROR_BUSY; NO_ERROR
  public static int GetPerTcpConnectionEStats(
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
    return Machine.HELPER.GetPerTcpConnectionEStats(
        row, estatsType, rw, rwVersion, rwSize, ros, rosVersion, rosSize, rod, rodVersion, rodSize);
  }

  /// Reads one type of statistics of an IPv6 connection, as [#GetPerTcpConnectionEStats] does. What
  /// speaks IPv4 on a socket of IPv6 is an IPv4 connection.
  ///
  /// @param row a `MIB_TCP6ROW`; no other row of IPv6 has its order of members
  public static int GetPerTcp6ConnectionEStats(
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
    return Machine.HELPER.GetPerTcp6ConnectionEStats(
        row, estatsType, rw, rwVersion, rwSize, ros, rosVersion, rosSize, rod, rodVersion, rodSize);
  }

  /// Switches collection of one type of statistics of an IPv4 connection on or off. It stays so
  /// until the connection ends or somebody switches it again.
  ///
  /// @param row a `MIB_TCPROW`; its state counts for nothing
  /// @param estatsType of `TCP_ESTATS_TYPE`
  /// @param rw the switches: one `BOOLEAN`; for Bandwidth two of `TCP_BOOLEAN_OPTIONAL`
  /// @param rwVersion 0
  /// @param rwSize at least the size of the structure; 0 changes nothing
  /// @param offset 0
  /// @return ERROR_INVALID_PARAMETER without a row; ERROR_ACCESS_DENIED without the right;
  ///   ERROR_NOT_SUPPORTED for another version or offset; NO_ERROR for size 0;
  ///   ERROR_INVALID_USER_BUFFER for a size without a buffer; ERROR_INVALID_PARAMETER if there is
  ///   no such type, or it has no switch; ERROR_INSUFFICIENT_BUFFER; ERROR_INVALID_PARAMETER for a
  ///   value that is none of the three; ERROR_NOT_SUPPORTED if this machine does not collect the
  ///   type; ERROR_NOT_FOUND; ERROR_BUSY; NO_ERROR
  public static int SetPerTcpConnectionEStats(
      MemorySegment row, int estatsType, MemorySegment rw, int rwVersion, int rwSize, int offset) {
    return Machine.HELPER.SetPerTcpConnectionEStats(row, estatsType, rw, rwVersion, rwSize, offset);
  }

  /// Switches collection of one type of statistics of an IPv6 connection on or off, as
  /// [#SetPerTcpConnectionEStats] does.
  ///
  /// @param row a `MIB_TCP6ROW`; no other row of IPv6 has its order of members
  public static int SetPerTcp6ConnectionEStats(
      MemorySegment row, int estatsType, MemorySegment rw, int rwVersion, int rwSize, int offset) {
    return Machine.HELPER.SetPerTcp6ConnectionEStats(
        row, estatsType, rw, rwVersion, rwSize, offset);
  }

  /// Writes the IPv4 connection table: `MIB_TCPROW`.
  ///
  /// The table may grow between the call that asks for the size and the one that takes it: loop
  /// while the code is ERROR_INSUFFICIENT_BUFFER.
  ///
  /// @param table takes the table; NULL asks for the size
  /// @param sizePointer the size of `table`; if it is too small, takes the size needed
  /// @param order whether to sort by local address, scope and port, then by remote ones
  /// @return ERROR_INVALID_PARAMETER if the size cannot be written or the table is shorter than it
  ///   says; ERROR_INSUFFICIENT_BUFFER; NO_ERROR
  public static int GetTcpTable(MemorySegment table, MemorySegment sizePointer, boolean order) {
    return Machine.HELPER.GetTcpTable(table, sizePointer, order);
  }

  /// Writes the IPv6 connection table, as [#GetTcpTable] does: `MIB_TCP6ROW`.
  public static int GetTcp6Table(MemorySegment table, MemorySegment sizePointer, boolean order) {
    return Machine.HELPER.GetTcp6Table(table, sizePointer, order);
  }

  /// Writes the IPv4 connection table with the owners, as [#GetTcpTable] does: `MIB_TCPROW2`.
  public static int GetTcpTable2(MemorySegment table, MemorySegment sizePointer, boolean order) {
    return Machine.HELPER.GetTcpTable2(table, sizePointer, order);
  }

  /// Writes the IPv6 connection table with the owners, as [#GetTcpTable] does: `MIB_TCP6ROW2`.
  public static int GetTcp6Table2(MemorySegment table, MemorySegment sizePointer, boolean order) {
    return Machine.HELPER.GetTcp6Table2(table, sizePointer, order);
  }

  /// Writes a connection table of a class, as [#GetTcpTable] does: `MIB_TCPROW`,
  /// `MIB_TCPROW_OWNER_PID` or `MIB_TCP6ROW_OWNER_PID`.
  ///
  /// @param addressFamily [TcpMib#AF_INET] or [TcpMib#AF_INET6]
  /// @param tableClass of `TCP_TABLE_CLASS`
  /// @param reserved 0
  /// @return as [#GetTcpTable], and ERROR_INVALID_PARAMETER for another family, class or reserved;
  ///   ERROR_NOT_SUPPORTED for the OWNER_MODULE classes, and for the BASIC ones with IPv6
  public static int GetExtendedTcpTable(
      MemorySegment table,
      MemorySegment sizePointer,
      boolean order,
      int addressFamily,
      int tableClass,
      int reserved) {
    return Machine.HELPER.GetExtendedTcpTable(
        table, sizePointer, order, addressFamily, tableClass, reserved);
  }

  /// What a code says, in the words of Windows' English messages; the number in hexadecimal where
  /// it is no code of these calls. Of Windows' seven parameters one is left.
  public static String FormatMessage(int code) {
    return WinError.message(code);
  }

  /// Holds the calls over the machine's source, found when the first is made.
  private static final class Machine {
    static final IpHelper HELPER = IpHelper.system();
  }
}
