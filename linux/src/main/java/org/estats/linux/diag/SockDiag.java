package org.estats.linux.diag;

import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.EstatsException;
import org.estats.TcpState;
import org.estats.filter.Filter;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.ffi.OpenFiles;
import org.estats.linux.proc.NetworkNamespace;

/// The TCP sockets of one network namespace, as `sock_diag` shows them to anyone.
///
/// An instance is of the network namespace in which its thread was when it was opened, and may be
/// used by that thread only. Opening one costs a socket and a buffer: open, use, close.
///
/// Methods throw [EstatsException]: NOT_SUPPORTED where the kernel has no `inet_diag`,
/// ACCESS_DENIED where a sandbox forbids netlink, else FAILED.
public final class SockDiag implements AutoCloseable {

  private static final int ESTALE = 116;
  private static final int EAFNOSUPPORT = 97;
  private static final int EPROTONOSUPPORT = 93;

  private static final int TRIES_MAX = 3;
  private static final int DETAILS_OF_FOUND =
      Detail.mask(Set.of(Detail.TCP_INFO, Detail.CONGESTION_CONTROL, Detail.MEMORY));
  private static final DumpQuery FULL_TABLE =
      DumpQuery.of(
          DumpQuery.TABLE.states(), Detail.TCP_INFO, Detail.CONGESTION_CONTROL, Detail.MEMORY);

  private final DiagSocket socket;
  private final long netns;
  private final SocketView view;

  private SockDiag(DiagSocket socket) {
    this.socket = socket;
    this.netns = NetworkNamespace.ownInode();
    this.view = new SocketView(netns);
  }

  /// Opens `sock_diag` in the network namespace of this thread.
  public static SockDiag open() {
    return open(DiagSocket.BUFFER_BYTES);
  }

  static SockDiag open(int bufferBytes) {
    try {
      return new SockDiag(new DiagSocket(bufferBytes));
    } catch (NativeException e) {
      if (OpenFiles.areUsedUp(e)) {
        throw OpenFiles.usedUp(e);
      }
      throw failure("open sock_diag", e.errno());
    }
  }

  /// The inode of the namespace, as in [Connection#netns()].
  public long netns() {
    return netns;
  }

  /// The connection table: both families, every state; each socket once.
  public List<ConnectionRow> connections() {
    return connections(Filter.all());
  }

  /// The rows of the connection table that meet the terms that a row alone decides.
  public List<ConnectionRow> connections(Filter filter) {
    List<ConnectionRow> rows = new ArrayList<>();
    forEachOnce(
        filter,
        rows::clear,
        s -> {
          ConnectionRow row = s.row();
          if (filter.matchesRow(row)) {
            rows.add(row);
          }
        });
    return rows;
  }

  /// Shows the sockets of the connection table: both families, every state; each once.
  ///
  /// @param filter sockets that do not meet it may be left out
  /// @param begin is called at first, and again if the table changed while it was read: what was
  ///   shown before does not count then
  /// @param visitor as for [#forEach]
  public void forEachOnce(Filter filter, Runnable begin, Consumer<? super SocketView> visitor) {
    DumpQuery query = DumpQuery.TABLE.withFilter(filter);
    DumpResult result;
    int tries = 0;
    do {
      CookieSet seen = new CookieSet();
      begin.run();
      result =
          forEach(
              query,
              s -> {
                if (seen.add(s.cookie())) {
                  visitor.accept(s);
                }
              });
    } while (!result.isConsistent() && ++tries < TRIES_MAX);
  }

  /// Shows every socket that a query wants to a visitor, in no particular order.
  ///
  /// @param visitor is given the same object for every socket, good only while it runs. What it
  ///   throws ends the dump and is passed on
  public DumpResult forEach(DumpQuery query, Consumer<? super SocketView> visitor) {
    DumpResult four = dump(SocketView.AF_INET, query, visitor);
    DumpResult six = dump(SocketView.AF_INET6, query, visitor);
    return new DumpResult(
        four.sockets() + six.sockets(), four.isConsistent() && six.isConsistent());
  }

  /// How many sockets are in these states.
  public long count(Set<TcpState> states) {
    return forEach(DumpQuery.of(states), s -> {}).sockets();
  }

  /// Looks one connection up by its ends, and by device and cookie where they are known. A
  /// connection whose device is not known is found on whatever device its socket is bound to.
  ///
  /// @return the socket; empty if there is none, or the connection is of another namespace
  public Optional<FoundSocket> find(Connection connection) {
    if (connection.netns() != Connection.CALLERS_NETNS && connection.netns() != netns) {
      return Optional.empty();
    }
    Optional<FoundSocket> found = lookUp(connection, deviceOf(connection));
    if (found.isEmpty() && deviceOf(connection) == Connection.ANY_DEVICE) {
      // The kernel's own lookup passes over sockets bound to a device if asked without one.
      found = search(connection);
    }
    return found.map(this::settle);
  }

  private FoundSocket settle(FoundSocket first) {
    FoundSocket before = first;
    for (int tries = 1; before.info().isPresent() && tries <= TRIES_MAX; tries++) {
      Connection known = before.row().connection();
      Optional<FoundSocket> again = lookUp(known, known.device());
      if (again.isEmpty() || again.get().info().isEmpty()) {
        return before; // it ended meanwhile
      }
      FoundSocket now = again.get();
      if (now.info().get().hasSequenceOf(before.info().get())) {
        return now.settled();
      }
      before = now;
    }
    return before;
  }

  private Optional<FoundSocket> lookUp(Connection connection, int device) {
    int number = socket.nextNumber();
    Taker taker = new Taker(connection);
    AnswerReader reader = new AnswerReader(number, view, taker);
    answer(socket.request().exact(number, connection, device, DETAILS_OF_FOUND), reader);
    return switch (reader.errno()) {
      case 0 -> taker.found();
      case Errno.ENOENT, ESTALE -> Optional.empty();
      default -> throw failure("look up " + connection, reader.errno());
    };
  }

  private Optional<FoundSocket> search(Connection connection) {
    Taker taker = new Taker(connection);
    if (connection.local().isIpv4()) {
      dump(SocketView.AF_INET, connection, taker);
    }
    dump(SocketView.AF_INET6, connection, taker); // mapped addresses are here
    return taker.found();
  }

  private void dump(int family, Connection samePorts, Taker taker) {
    int number = socket.nextNumber();
    AnswerReader reader = new AnswerReader(number, view, taker);
    answer(socket.request().dump(number, family, FULL_TABLE, samePorts), reader);
    check(reader);
  }

  private DumpResult dump(int family, DumpQuery query, Consumer<? super SocketView> visitor) {
    int number = socket.nextNumber();
    AnswerReader reader = new AnswerReader(number, view, visitor);
    answer(socket.request().dump(number, family, query), reader);
    check(reader);
    return new DumpResult(reader.sockets(), !reader.isDamaged());
  }

  private void answer(MemorySegment request, AnswerReader reader) {
    try {
      socket.ask(request, reader);
    } catch (NativeException e) {
      throw failure("ask sock_diag", e.errno());
    }
  }

  private static void check(AnswerReader reader) {
    if (reader.errno() != 0) {
      throw failure("dump TCP sockets", reader.errno());
    }
  }

  /// IPv6 addresses of one link carry the device in their scope.
  private static int deviceOf(Connection connection) {
    if (connection.device() == Connection.ANY_DEVICE
        && connection.remote().address() instanceof Inet6Address six
        && six.isLinkLocalAddress()) {
      return six.getScopeId();
    }
    return connection.device();
  }

  private static EstatsException failure(String operation, int errno) {
    String message = operation + ": " + Errno.name(errno);
    return switch (errno) {
      case Errno.ENOENT, EPROTONOSUPPORT, EAFNOSUPPORT ->
          new EstatsException(
              EstatsException.Kind.NOT_SUPPORTED,
              message + " (this kernel shows no TCP sockets over netlink)",
              "modprobe tcp_diag");
      case Errno.EPERM, Errno.EACCES ->
          new EstatsException(
              EstatsException.Kind.ACCESS_DENIED,
              message + " (something forbids netlink sockets to this process)",
              "let the sandbox of this process allow socket(AF_NETLINK)");
      default -> new EstatsException(EstatsException.Kind.FAILED, message);
    };
  }

  @Override
  public void close() {
    socket.close();
  }

  /// Keeps the first socket that is the connection.
  private static final class Taker implements Consumer<SocketView> {

    private final Connection wanted;
    private FoundSocket found;

    Taker(Connection wanted) {
      this.wanted = wanted;
    }

    @Override
    public void accept(SocketView socket) {
      if (found == null && isWanted(socket)) {
        found =
            new FoundSocket(
                socket.row(),
                socket.hasTcpInfo() ? Optional.of(socket.tcpInfo().copy()) : Optional.empty(),
                socket.congestionControl(),
                false,
                SendMemory.of(socket));
      }
    }

    /// The kernel answers with a listener if no connection fits, and with a socket of no device if
    /// none of the device fits.
    private boolean isWanted(SocketView socket) {
      return socket.hasEndsOf(wanted)
          && (wanted.device() == Connection.ANY_DEVICE || wanted.device() == socket.device())
          && (wanted.cookie() == Connection.UNKNOWN_COOKIE || wanted.cookie() == socket.cookie());
    }

    Optional<FoundSocket> found() {
      return Optional.ofNullable(found);
    }
  }
}
