package org.estats;

import java.util.Objects;

/// A row of the connection table and the process that holds its socket.
///
/// @param row the row
/// @param pid the number of the process, or [#NOBODY]
public record HeldRow(ConnectionRow row, int pid) {

  /// No process holds the socket, as in TIME-WAIT, or none that the caller may see.
  public static final int NOBODY = 0;

  /// Checks that there is a row.
  public HeldRow {
    Objects.requireNonNull(row, "row");
  }
}
