package org.estats.cli.top;

import static org.estats.linux.diag.TcpInfoField.BACKOFF;
import static org.estats.linux.diag.TcpInfoField.BUSY_TIME;
import static org.estats.linux.diag.TcpInfoField.BYTES_ACKED;
import static org.estats.linux.diag.TcpInfoField.BYTES_RECEIVED;
import static org.estats.linux.diag.TcpInfoField.BYTES_RETRANS;
import static org.estats.linux.diag.TcpInfoField.BYTES_SENT;
import static org.estats.linux.diag.TcpInfoField.NOTSENT_BYTES;
import static org.estats.linux.diag.TcpInfoField.PROBES;
import static org.estats.linux.diag.TcpInfoField.RETRANSMITS;
import static org.estats.linux.diag.TcpInfoField.RTT;
import static org.estats.linux.diag.TcpInfoField.RWND_LIMITED;
import static org.estats.linux.diag.TcpInfoField.SNDBUF_LIMITED;
import static org.estats.linux.diag.TcpInfoField.SND_CWND;
import static org.estats.linux.diag.TcpInfoField.UNACKED;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.IntConsumer;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.TcpState;
import org.estats.cli.select.CookieIndex;
import org.estats.linux.diag.SocketView;
import org.estats.linux.diag.TcpInfo;

/// All connections, as columns of numbers: what `tcp_info` said of each last, and what has come of
/// it since the time before. A connection is a slot; at each reading only numbers are written, so
/// that a hundred thousand cost little.
///
/// Shares and rates are of the time between the last two readings; NaN where there is one only.
final class Population {

  private static final int SLOTS_FIRST = 1024;
  private static final double NANOS = 1e9;
  private static final double MICROS = 1e6;

  /// A dump may pass over a socket while others come and go.
  private static final int READINGS_MISSED_MAX = 1;

  private final CookieIndex index = new CookieIndex();
  private final Deque<Integer> free = new ArrayDeque<>();
  private int used;
  private int count;
  private int reading;
  private int gone;

  private Connection[] connections = new Connection[SLOTS_FIRST];
  private TcpState[] states = new TcpState[SLOTS_FIRST];
  private long[][] numbers = new long[Column.values().length][SLOTS_FIRST];
  private float[][] rates = new float[Rate.values().length][SLOTS_FIRST];

  /// What is kept of a connection.
  private enum Column {
    SEEN,
    TAKEN,
    INODE,
    UID,
    RECEIVE_QUEUE,
    SEND_QUEUE,
    ACKED,
    RECEIVED,
    SENT,
    RESENT,
    BUSY,
    BY_WINDOW,
    BY_BUFFER,
    RTT_MICROS,
    WINDOW_SEGMENTS
  }

  /// What is worked out from two readings.
  enum Rate {
    /// Bits a second that the peer acknowledged.
    OUT,
    /// Bits a second received.
    IN,
    /// Of the bytes sent, the share that was sent before.
    RESENT,
    /// Of the time, the share limited by the peer's window.
    RECEIVER,
    /// Of the time, the share in which data waited for the network.
    NETWORK,
    /// Of the time, the share limited by this host's send buffer.
    SENDER,
    /// How much it hurts; what stands still comes first, then what loses, then what is held back.
    HURT
  }

  /// Begins a reading.
  void begin() {
    reading++;
  }

  /// Takes a socket of the reading.
  ///
  /// @param nanos when, by [System#nanoTime()]
  void take(SocketView socket, long nanos) {
    int slot = index.find(socket.cookie());
    boolean isNew = slot < 0;
    if (isNew) {
      slot = open(socket);
    } else if (column(Column.SEEN)[slot] == reading) {
      return; // told twice
    }
    states[slot] = socket.state();
    column(Column.SEEN)[slot] = reading;
    column(Column.INODE)[slot] = socket.inode();
    column(Column.RECEIVE_QUEUE)[slot] = socket.receiveQueueBytes();
    column(Column.SEND_QUEUE)[slot] = socket.sendQueueBytes();
    if (socket.hasTcpInfo()) {
      takeInfo(slot, socket.tcpInfo(), isNew ? 0 : (nanos - column(Column.TAKEN)[slot]) / NANOS);
    }
    column(Column.TAKEN)[slot] = nanos;
  }

  private void takeInfo(int slot, TcpInfo info, double seconds) {
    long acked = advance(Column.ACKED, slot, info.getOr(BYTES_ACKED, 0));
    long received = advance(Column.RECEIVED, slot, info.getOr(BYTES_RECEIVED, 0));
    long sent = advance(Column.SENT, slot, info.getOr(BYTES_SENT, 0));
    long resent = advance(Column.RESENT, slot, info.getOr(BYTES_RETRANS, 0));
    long busy = advance(Column.BUSY, slot, info.getOr(BUSY_TIME, 0));
    long byWindow = advance(Column.BY_WINDOW, slot, info.getOr(RWND_LIMITED, 0));
    long byBuffer = advance(Column.BY_BUFFER, slot, info.getOr(SNDBUF_LIMITED, 0));
    long cwnd = info.getOr(SND_CWND, 0);
    column(Column.RTT_MICROS)[slot] = info.getOr(RTT, 0);
    column(Column.WINDOW_SEGMENTS)[slot] = cwnd;
    if (seconds <= 0) {
      for (float[] rate : rates) {
        rate[slot] = Float.NaN;
      }
      return;
    }
    boolean waits =
        info.getOr(NOTSENT_BYTES, 0) > 0 || resent > 0 || info.getOr(UNACKED, 0) >= cwnd;
    boolean retries =
        info.getOr(RETRANSMITS, 0) + info.getOr(BACKOFF, 0) + info.getOr(PROBES, 0) > 0;
    double receiver = share(byWindow, seconds);
    double sender = share(byBuffer, seconds);
    double network = waits ? share(busy - byWindow - byBuffer, seconds) : 0;
    double loss = sent > 0 ? Math.min(1, (double) resent / sent) : resent > 0 ? 1 : 0;
    rate(Rate.OUT)[slot] = (float) (acked * Byte.SIZE / seconds);
    rate(Rate.IN)[slot] = (float) (received * Byte.SIZE / seconds);
    rate(Rate.RESENT)[slot] = (float) loss;
    rate(Rate.RECEIVER)[slot] = (float) receiver;
    rate(Rate.NETWORK)[slot] = (float) network;
    rate(Rate.SENDER)[slot] = (float) sender;
    boolean standsStill = retries && acked == 0;
    rate(Rate.HURT)[slot] =
        (float) ((standsStill ? 2 : 0) + loss + Math.min(1, receiver + network + sender));
  }

  private static double share(long micros, double seconds) {
    return Math.clamp(micros / MICROS / seconds, 0, 1);
  }

  private long advance(Column column, int slot, long now) {
    long[] values = column(column);
    long before = values[slot];
    values[slot] = now;
    return Math.max(0, now - before);
  }

  /// Ends a reading: what was not seen is forgotten.
  ///
  /// @param isComplete whether the kernel said that it told all
  void end(boolean isComplete) {
    int missed = isComplete ? 0 : READINGS_MISSED_MAX;
    int before = count;
    for (int slot = 0; slot < used; slot++) {
      if (connections[slot] != null && column(Column.SEEN)[slot] + missed < reading) {
        connections[slot] = null;
        free.push(slot);
        count--;
      }
    }
    gone = before - count;
    if (gone > 0) {
      index.clear(count);
      forEach(slot -> index.put(connections[slot].cookie(), slot));
    }
  }

  private int open(SocketView socket) {
    int slot = free.isEmpty() ? used++ : free.pop();
    if (slot == connections.length) {
      grow();
    }
    connections[slot] = socket.connection();
    column(Column.UID)[slot] = socket.uid();
    count++;
    index.put(socket.cookie(), slot);
    return slot;
  }

  private void grow() {
    int length = connections.length * 2;
    connections = Arrays.copyOf(connections, length);
    states = Arrays.copyOf(states, length);
    Arrays.setAll(numbers, i -> Arrays.copyOf(numbers[i], length));
    Arrays.setAll(rates, i -> Arrays.copyOf(rates[i], length));
  }

  /// Shows every slot in which there is a connection.
  void forEach(IntConsumer visitor) {
    for (int slot = 0; slot < used; slot++) {
      if (connections[slot] != null) {
        visitor.accept(slot);
      }
    }
  }

  private long[] column(Column column) {
    return numbers[column.ordinal()];
  }

  private float[] rate(Rate rate) {
    return rates[rate.ordinal()];
  }

  /// How many connections there are.
  int count() {
    return count;
  }

  /// How many slots have ever been used at once: slot numbers are below that.
  int slots() {
    return used;
  }

  /// The slot of a connection; -1 if it is gone.
  int slotOf(long cookie) {
    return index.find(cookie);
  }

  Connection connection(int slot) {
    return connections[slot];
  }

  TcpState state(int slot) {
    return states[slot];
  }

  long inode(int slot) {
    return column(Column.INODE)[slot];
  }

  long receiveQueueBytes(int slot) {
    return column(Column.RECEIVE_QUEUE)[slot];
  }

  long sendQueueBytes(int slot) {
    return column(Column.SEND_QUEUE)[slot];
  }

  long rttMicros(int slot) {
    return column(Column.RTT_MICROS)[slot];
  }

  long windowSegments(int slot) {
    return column(Column.WINDOW_SEGMENTS)[slot];
  }

  /// A rate or share; NaN where there was one reading only.
  float rate(Rate rate, int slot) {
    return rate(rate)[slot];
  }

  /// The row of the connection table.
  ConnectionRow row(int slot) {
    return new ConnectionRow(
        connections[slot],
        states[slot],
        (int) column(Column.UID)[slot],
        inode(slot),
        receiveQueueBytes(slot),
        sendQueueBytes(slot));
  }
}
