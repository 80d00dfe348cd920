package org.estats.filter;

import java.net.Inet6Address;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.Endpoint;
import org.estats.TcpState;

/// A term that the row of the connection table decides.
public sealed interface RowTerm extends Term {

  /// Whether a row meets the term.
  boolean matches(ConnectionRow row);

  /// `local=`, `remote=`: one end lies in a range of addresses and, if given, has a port.
  ///
  /// @param side LOCAL or REMOTE
  /// @param prefix the range
  /// @param port the port; empty for any
  record Address(Side side, Prefix prefix, OptionalInt port) implements RowTerm {

    /// Checks that one end is meant.
    public Address {
      if (side == Side.EITHER) {
        throw new IllegalArgumentException("an address term looks at one end");
      }
      Objects.requireNonNull(prefix, "prefix");
      Objects.requireNonNull(port, "port");
    }

    @Override
    public boolean matches(ConnectionRow row) {
      Connection c = row.connection();
      Endpoint end = side == Side.LOCAL ? c.local() : c.remote();
      return prefix.contains(end.address()) && (port.isEmpty() || port.getAsInt() == end.port());
    }

    @Override
    public String toString() {
      String key = side == Side.LOCAL ? "local=" : "remote=";
      if (port.isEmpty()) {
        return key + prefix;
      }
      boolean six = prefix.address() instanceof Inet6Address;
      return key + (six ? "[" + prefix + "]" : prefix) + ":" + port.getAsInt();
    }
  }

  /// `port=`, `lport=`, `rport=`.
  ///
  /// @param side the end that has the port
  /// @param port the port
  record Port(Side side, int port) implements RowTerm {

    @Override
    public boolean matches(ConnectionRow row) {
      boolean local = row.connection().local().port() == port;
      boolean remote = row.connection().remote().port() == port;
      return switch (side) {
        case LOCAL -> local;
        case REMOTE -> remote;
        case EITHER -> local || remote;
      };
    }

    @Override
    public String toString() {
      return switch (side) {
        case LOCAL -> "lport=" + port;
        case REMOTE -> "rport=" + port;
        case EITHER -> "port=" + port;
      };
    }
  }

  /// `state=`.
  ///
  /// @param state the state
  record State(TcpState state) implements RowTerm {

    @Override
    public boolean matches(ConnectionRow row) {
      return row.state() == state;
    }

    @Override
    public String toString() {
      return "state=" + state;
    }
  }

  /// `uid=`: the socket belongs to this user.
  ///
  /// @param uid the user's number; to be read as unsigned
  record Uid(int uid) implements RowTerm {

    @Override
    public boolean matches(ConnectionRow row) {
      return row.uid() == uid;
    }

    @Override
    public String toString() {
      return "uid=" + Integer.toUnsignedString(uid);
    }
  }

  /// `netns=`: the connection is in this network namespace.
  ///
  /// @param inode the namespace's inode, which rows must carry to meet the term; empty for `all`,
  ///   which every row meets and which asks the caller to look into other namespaces too
  record Netns(OptionalLong inode) implements RowTerm {

    @Override
    public boolean matches(ConnectionRow row) {
      return inode.isEmpty() || inode.getAsLong() == row.connection().netns();
    }

    @Override
    public String toString() {
      return "netns=" + (inode.isPresent() ? Long.toUnsignedString(inode.getAsLong()) : "all");
    }
  }

  /// A connection as it prints: both ends are these. Namespace, device and cookie do not count.
  ///
  /// @param connection the connection
  record Exactly(Connection connection) implements RowTerm {

    @Override
    public boolean matches(ConnectionRow row) {
      return isSame(connection.local(), row.connection().local())
          && isSame(connection.remote(), row.connection().remote());
    }

    // By way of Prefix because it heeds the scope.
    private static boolean isSame(Endpoint asked, Endpoint end) {
      return asked.port() == end.port() && new Prefix(asked.address()).contains(end.address());
    }

    @Override
    public String toString() {
      return connection.toString();
    }
  }
}
