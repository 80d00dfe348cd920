package org.estats.lab.truth;

import java.util.function.IntConsumer;
import org.estats.Connection;
import org.estats.lab.Fate;
import org.estats.lab.Flow;
import org.estats.lab.PacketLog;
import org.estats.lab.Side;

/// The rows of the log that one end of a connection knows of: what it sent, delivered or not, and
/// what was delivered to it.
public final class EndRows {

  private final PacketLog log;
  private final Side side;
  private final int flowOut;
  private final int flowIn;

  /// The rows of one end.
  ///
  /// @param connection as this end sees it
  /// @throws org.estats.EstatsException if the log is not whole
  public EndRows(PacketLog log, Side side, Connection connection) {
    log.requireWhole();
    Flow out = Flow.sentBy(connection);
    this.log = log;
    this.side = side;
    this.flowOut = log.flowNumber(out);
    this.flowIn = log.flowNumber(out.reversed());
  }

  /// Whether no packet of the connection is in the log, in either direction.
  boolean isUnknown() {
    return flowOut < 0 && flowIn < 0;
  }

  /// Whether this end sent this row.
  public boolean isSent(int row) {
    return log.side(row) == side && log.outgoing(row) && log.flowNumber(row) == flowOut;
  }

  /// Whether this row was delivered to this end.
  public boolean isReceived(int row) {
    return log.side(row) == side
        && !log.outgoing(row)
        && log.flowNumber(row) == flowIn
        && log.fate(row) == Fate.DELIVERED;
  }

  /// Hands every row of this end on, in order.
  ///
  /// @param toRow the row after the last
  void walk(int fromRow, int toRow, IntConsumer send, IntConsumer receive) {
    for (int row = fromRow; row < toRow; row++) {
      if (isSent(row)) {
        send.accept(row);
      } else if (isReceived(row)) {
        receive.accept(row);
      }
    }
  }
}
