package org.estats.cli.select;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.TcpState;
import org.estats.linux.diag.SocketView;

/// The rows of a connection table as columns of numbers, and their texts one after the other as
/// bytes: no object a row, so that a hundred thousand cost little.
public final class ConnectionColumns {

  private static final int ROWS_FIRST = 1024;
  private static final int TEXT_FIRST = 1 << 16;

  /// Two addresses of 15 characters, two ports of 5, and what is between them.
  private static final int IPV4_TEXT_MAX = 43;

  private static final TcpState[] STATES = TcpState.values();

  private int size;
  private byte[] texts = new byte[TEXT_FIRST];
  private int used;

  private int[] ends = new int[ROWS_FIRST];
  private int[] localEnds = new int[ROWS_FIRST];
  private byte[] states = new byte[ROWS_FIRST];
  private boolean[] areIpv4 = new boolean[ROWS_FIRST];
  private int[] locals = new int[ROWS_FIRST];
  private int[] remotes = new int[ROWS_FIRST];
  private int[] ports = new int[ROWS_FIRST];
  private int[] uids = new int[ROWS_FIRST];
  private long[] inodes = new long[ROWS_FIRST];
  private long[] receiveQueues = new long[ROWS_FIRST];
  private long[] sendQueues = new long[ROWS_FIRST];
  private long[] namespaces = new long[ROWS_FIRST];
  private long[] cookies = new long[ROWS_FIRST];

  ConnectionColumns() {}

  void clear() {
    size = 0;
    used = 0;
  }

  /// Adds a socket of a dump.
  void add(SocketView socket, long netns) {
    int row = open(socket.state(), netns, socket.cookie(), socket.uid(), socket.inode());
    receiveQueues[row] = socket.receiveQueueBytes();
    sendQueues[row] = socket.sendQueueBytes();
    if (socket.isIpv4()) {
      takeIpv4(
          row, socket.localIpv4(), socket.localPort(), socket.remoteIpv4(), socket.remotePort());
    } else {
      takeText(row, socket.connection());
    }
    ends[row] = used;
  }

  /// Adds a row that is an object already.
  void add(ConnectionRow row) {
    Connection connection = row.connection();
    int at = open(row.state(), connection.netns(), connection.cookie(), row.uid(), row.inode());
    receiveQueues[at] = row.receiveQueueBytes();
    sendQueues[at] = row.sendQueueBytes();
    if (connection.local().isIpv4()) {
      takeIpv4(
          at,
          number(connection.local().address().getAddress()),
          connection.local().port(),
          number(connection.remote().address().getAddress()),
          connection.remote().port());
    } else {
      takeText(at, connection);
    }
    ends[at] = used;
  }

  private static int number(byte[] ipv4) {
    int number = 0;
    for (byte b : ipv4) {
      number = number << Byte.SIZE | b & 0xFF;
    }
    return number;
  }

  private int open(TcpState state, long netns, long cookie, int uid, long inode) {
    int row = size++;
    if (row == ends.length) {
      grow();
    }
    states[row] = (byte) state.ordinal();
    namespaces[row] = netns;
    cookies[row] = cookie;
    uids[row] = uid;
    inodes[row] = inode;
    return row;
  }

  private void takeIpv4(int row, int local, int localPort, int remote, int remotePort) {
    makeRoom(IPV4_TEXT_MAX);
    areIpv4[row] = true;
    locals[row] = local;
    remotes[row] = remote;
    ports[row] = localPort << Short.SIZE | remotePort;
    writeIpv4(local, localPort);
    localEnds[row] = used;
    texts[used++] = '-';
    writeIpv4(remote, remotePort);
  }

  private void takeText(int row, Connection connection) {
    byte[] text = connection.toString().getBytes(StandardCharsets.UTF_8);
    makeRoom(text.length);
    areIpv4[row] = false;
    locals[row] = 0;
    remotes[row] = 0;
    ports[row] = connection.local().port() << Short.SIZE | connection.remote().port();
    localEnds[row] = used + connection.local().toString().getBytes(StandardCharsets.UTF_8).length;
    System.arraycopy(text, 0, texts, used, text.length);
    used += text.length;
  }

  private void writeIpv4(int address, int port) {
    writeNumber(address >>> 24);
    texts[used++] = '.';
    writeNumber(address >>> 16 & 0xFF);
    texts[used++] = '.';
    writeNumber(address >>> 8 & 0xFF);
    texts[used++] = '.';
    writeNumber(address & 0xFF);
    texts[used++] = ':';
    writeNumber(port);
  }

  private void writeNumber(int number) {
    int digits = number < 10 ? 1 : number < 100 ? 2 : number < 1000 ? 3 : number < 10_000 ? 4 : 5;
    int rest = number;
    for (int at = used + digits - 1; at >= used; at--) {
      texts[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    used += digits;
  }

  private void makeRoom(int bytes) {
    if (texts.length - used < bytes) {
      texts = Arrays.copyOf(texts, Math.max(texts.length * 2, used + bytes));
    }
  }

  private void grow() {
    int length = ends.length * 2;
    ends = Arrays.copyOf(ends, length);
    localEnds = Arrays.copyOf(localEnds, length);
    states = Arrays.copyOf(states, length);
    areIpv4 = Arrays.copyOf(areIpv4, length);
    locals = Arrays.copyOf(locals, length);
    remotes = Arrays.copyOf(remotes, length);
    ports = Arrays.copyOf(ports, length);
    uids = Arrays.copyOf(uids, length);
    inodes = Arrays.copyOf(inodes, length);
    receiveQueues = Arrays.copyOf(receiveQueues, length);
    sendQueues = Arrays.copyOf(sendQueues, length);
    namespaces = Arrays.copyOf(namespaces, length);
    cookies = Arrays.copyOf(cookies, length);
  }

  /// How many rows there are.
  public int size() {
    return size;
  }

  /// The connection of a row as it is printed.
  public String text(int row) {
    return new String(texts, start(row), ends[row] - start(row), StandardCharsets.UTF_8);
  }

  /// The local end of a row as it is printed.
  public String localText(int row) {
    return new String(texts, start(row), localEnds[row] - start(row), StandardCharsets.UTF_8);
  }

  /// The bytes in which the texts are, from [#start] to [#end] and, of the local end, [#localEnd].
  public byte[] texts() {
    return texts;
  }

  /// Where the text of a row begins.
  public int start(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  /// Where it ends.
  public int end(int row) {
    return ends[row];
  }

  /// Where that of the local end alone ends.
  public int localEnd(int row) {
    return localEnds[row];
  }

  /// The state of a row.
  public TcpState state(int row) {
    return STATES[states[row]];
  }

  /// Whether it is IPv4.
  public boolean isIpv4(int row) {
    return areIpv4[row];
  }

  /// The local IPv4 address as a number; 0 for IPv6.
  int local(int row) {
    return locals[row];
  }

  /// The remote IPv4 address as a number; 0 for IPv6.
  int remote(int row) {
    return remotes[row];
  }

  int localPort(int row) {
    return ports[row] >>> Short.SIZE;
  }

  int remotePort(int row) {
    return ports[row] & 0xFFFF;
  }

  /// The user who owns the socket, or [ConnectionRow#UNKNOWN].
  public int uid(int row) {
    return uids[row];
  }

  /// The inode of the socket, or 0.
  public long inode(int row) {
    return inodes[row];
  }

  /// As in [ConnectionRow#receiveQueueBytes()].
  public long receiveQueueBytes(int row) {
    return receiveQueues[row];
  }

  /// As in [ConnectionRow#sendQueueBytes()].
  public long sendQueueBytes(int row) {
    return sendQueues[row];
  }

  /// The inode of its namespace.
  public long netns(int row) {
    return namespaces[row];
  }

  /// The cookie of the socket.
  public long cookie(int row) {
    return cookies[row];
  }

  /// Whether the other end is of this machine by its address.
  public boolean isRemoteLoopback(int row) {
    return areIpv4[row] ? remotes[row] >>> 24 == 127 : text(row).contains("-[::1]:");
  }
}
