package org.estats.filter;

import static org.estats.filter.TermParser.invalid;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.estats.ConnectionText;
import org.estats.TcpState;

/// Reads what stands after `=`, for each [Key] in its own way.
final class ValueParser {

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
  private static final Pattern NAMESPACE = Pattern.compile("([0-9]{1,18})|net:\\[([0-9]{1,18})]");
  private static final long UNSIGNED_INT_MAX = 0xFFFF_FFFFL;

  /// The length of `::ffff:0:0/96`, under which IPv6 notation holds all of IPv4.
  private static final int MAPPED_BITS = 96;

  private ValueParser() {}

  /// The term for a key and its value. What is wrong is thrown as in [TermParser].
  static Term parse(Key key, String value) {
    return switch (key) {
      case LOCAL -> address(key, Side.LOCAL, value);
      case REMOTE -> address(key, Side.REMOTE, value);
      case PORT -> new RowTerm.Port(Side.EITHER, ConnectionText.parsePort(value));
      case LPORT -> new RowTerm.Port(Side.LOCAL, ConnectionText.parsePort(value));
      case RPORT -> new RowTerm.Port(Side.REMOTE, ConnectionText.parsePort(value));
      case STATE -> new RowTerm.State(state(value));
      case PID -> new OwnerTerm.Pid((int) number(key, value, 1, Integer.MAX_VALUE));
      case PROCESS -> new OwnerTerm.Process(value);
      case UID -> new RowTerm.Uid((int) number(key, value, 0, UNSIGNED_INT_MAX));
      case CGROUP -> new RuleTerm.Cgroup(value);
      case NETNS -> new RowTerm.Netns(namespace(key, value));
    };
  }

  private static RowTerm.Address address(Key key, Side side, String value) {
    String range = value;
    OptionalInt port = OptionalInt.empty();
    int close = value.indexOf(']');
    int colon = close >= 0 ? close + 1 : value.indexOf(':');
    boolean hasPort =
        close >= 0 ? colon < value.length() : colon >= 0 && colon == value.lastIndexOf(':');
    if (hasPort) {
      if (value.charAt(colon) != ':') {
        throw invalid("after ']' stands a port or nothing", key.accepted());
      }
      port = OptionalInt.of(ConnectionText.parsePort(value.substring(colon + 1)));
      range = value.substring(0, colon);
    }
    if (close >= 0 || range.startsWith("[")) {
      if (!range.startsWith("[") || close < 0) {
        throw invalid("a bracket stands alone in '" + value + "'", key.accepted());
      }
      range = range.substring(1, close);
    }
    return new RowTerm.Address(side, prefix(range), port);
  }

  private static Prefix prefix(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return new Prefix(ConnectionText.parseAddress(text));
    }
    InetAddress address = ConnectionText.parseAddress(text.substring(0, slash));
    boolean mapped = address instanceof Inet4Address && text.indexOf(':') >= 0;
    int least = mapped ? MAPPED_BITS : 0;
    int most = least + Prefix.bitsOf(address);
    String bits = text.substring(slash + 1);
    if (!DIGITS.matcher(bits).matches()
        || Long.parseLong(bits) < least
        || Long.parseLong(bits) > most) {
      throw invalid(
          "'" + bits + "' is not the length of a prefix",
          "the length of this one is a number from " + least + " to " + most);
    }
    return new Prefix(address, Integer.parseInt(bits) - least);
  }

  private static TcpState state(String value) {
    return TcpState.named(value).orElseThrow(() -> Suggestion.unknownState(value));
  }

  private static long number(Key key, String value, long min, long max) {
    if (DIGITS.matcher(value).matches()) {
      long number = Long.parseLong(value);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw invalid("'" + value + "' is not a number from " + min + " to " + max, key.accepted());
  }

  private static OptionalLong namespace(Key key, String value) {
    if (value.equalsIgnoreCase("all")) {
      return OptionalLong.empty();
    }
    Matcher inode = NAMESPACE.matcher(value);
    if (inode.matches()) {
      String digits = inode.group(1) != null ? inode.group(1) : inode.group(2);
      return OptionalLong.of(Long.parseLong(digits));
    }
    throw invalid("'" + value + "' is not a network namespace", key.accepted());
  }
}
