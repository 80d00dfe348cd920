package org.estats.cli.select;

import java.util.Arrays;
import org.estats.TcpState;

/// The order in which people want a table: what is alive first, listeners last, and within a state
/// by this host's port, which keeps a service together; then by addresses, IPv4 by number.
final class ConnectionOrder {

  private static final int SIGN = 1 << 31;

  /// What is looked at in turn: only rows that are alike in one are told apart by the next.
  private enum Level {
    STATE_AND_PORT,
    LOCAL,
    REMOTE,
    REMOTE_PORT
  }

  private static final Level[] LEVELS = Level.values();

  private final ConnectionColumns rows;
  private final int[] order;

  /// The number looked at, and below it the row.
  private final long[] keys;

  private ConnectionOrder(ConnectionColumns rows) {
    this.rows = rows;
    order = new int[rows.size()];
    keys = new long[rows.size()];
    Arrays.setAll(order, i -> i);
  }

  /// The row numbers in order.
  static int[] of(ConnectionColumns rows) {
    ConnectionOrder order = new ConnectionOrder(rows);
    order.sort(0, order.order.length, 0);
    return order.order;
  }

  private void sort(int from, int to, int level) {
    if (level == LEVELS.length) {
      sortTexts(from, to);
      return;
    }
    boolean isSorted = true;
    for (int i = from; i < to; i++) {
      keys[i] = (long) key(LEVELS[level], order[i]) << Integer.SIZE | order[i];
      isSorted &= i == from || keys[i - 1] <= keys[i];
    }
    if (!isSorted) {
      Arrays.sort(keys, from, to);
      for (int i = from; i < to; i++) {
        order[i] = (int) keys[i];
      }
    }
    int start = from;
    for (int i = from + 1; i <= to; i++) {
      if (i == to || key(LEVELS[level], order[i]) != key(LEVELS[level], order[start])) {
        if (i - start > 1) {
          sort(start, i, level + 1);
        }
        start = i;
      }
    }
  }

  private int key(Level level, int row) {
    return switch (level) {
      case STATE_AND_PORT -> rank(rows.state(row)) << Short.SIZE | rows.localPort(row);
      case LOCAL -> rows.isIpv4(row) ? rows.local(row) ^ SIGN : Integer.MAX_VALUE;
      case REMOTE -> rows.remote(row) ^ SIGN;
      case REMOTE_PORT -> rows.isIpv4(row) ? rows.remotePort(row) : 0;
    };
  }

  private void sortTexts(int from, int to) {
    Integer[] alike = new Integer[to - from];
    Arrays.setAll(alike, i -> order[from + i]);
    Arrays.sort(alike, this::compareTexts);
    for (int i = from; i < to; i++) {
      order[i] = alike[i - from];
    }
  }

  private int compareTexts(int one, int other) {
    byte[] texts = rows.texts();
    int compared =
        Arrays.compare(
            texts, rows.start(one), rows.end(one), texts, rows.start(other), rows.end(other));
    return compared != 0 ? compared : Long.compare(rows.netns(one), rows.netns(other));
  }

  private static int rank(TcpState state) {
    return switch (state) {
      case ESTABLISHED -> 0;
      case FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, CLOSING, LAST_ACK -> 1;
      case SYN_SENT, SYN_RECEIVED -> 2;
      case TIME_WAIT -> 3;
      case CLOSED -> 4;
      case LISTEN -> 5;
    };
  }
}
