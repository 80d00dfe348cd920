package org.estats.win32;

/// The calls that give a whole connection table.
public enum TableCall {
  /// `GetTcpTable`.
  TCP_TABLE(Family.IPV4, TcpMib.MIB_TCPROW),
  /// `GetTcp6Table`.
  TCP6_TABLE(Family.IPV6, TcpMib.MIB_TCP6ROW),
  /// `GetTcpTable2`.
  TCP_TABLE2(Family.IPV4, TcpMib.MIB_TCPROW2),
  /// `GetTcp6Table2`.
  TCP6_TABLE2(Family.IPV6, TcpMib.MIB_TCP6ROW2);

  private final Family family;
  private final Structure row;

  TableCall(Family family, Structure row) {
    this.family = family;
    this.row = row;
  }

  /// The family of the connections.
  public Family family() {
    return family;
  }

  /// The rows of the table.
  public Structure row() {
    return row;
  }
}
