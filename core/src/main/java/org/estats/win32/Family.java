package org.estats.win32;

/// The two families of calls.
public enum Family {
  /// Rows are `MIB_TCPROW`.
  IPV4(TcpMib.AF_INET, TcpMib.MIB_TCPROW),
  /// Rows are `MIB_TCP6ROW`.
  IPV6(TcpMib.AF_INET6, TcpMib.MIB_TCP6ROW);

  private final int addressFamily;
  private final Structure row;

  Family(int addressFamily, Structure row) {
    this.addressFamily = addressFamily;
    this.row = row;
  }

  /// Windows' number of the family.
  public int addressFamily() {
    return addressFamily;
  }

  /// The row by which a connection of the family is named.
  public Structure row() {
    return row;
  }
}
