package org.estats;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads connections, endpoints and addresses as they are printed. Nothing here ever asks a name
/// service: what is no numeric address is an error.
public final class ConnectionText {

  // Four decimal numbers without leading zeros, which some programs read as octal.
  private static final Pattern IPV4 =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
  private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]*");
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");
  private static final Pattern FIRST_END = Pattern.compile(":[0-9]+-");
  private static final String CONNECTION_FORM =
      "a connection is written 192.0.2.1:1234-192.0.2.2:80, or [2001:db8::1]:1234-[2001:db8::2]:80";
  private static final String ENDPOINT_FORM =
      "an endpoint is written 192.0.2.1:80 or [2001:db8::1]:80";
  private static final String ADDRESS_FORM =
      "only numbers are taken: 192.0.2.1 or 2001:db8::1; host names are not looked up";

  private ConnectionText() {}

  /// Reads what [Connection#toString()] prints: local end, hyphen, remote end.
  ///
  /// @throws EstatsException INVALID, saying which part is wrong
  public static Connection parse(String text) {
    int hyphen = hyphenAfterPort(text);
    if (hyphen < 0) {
      throw invalid("'" + text + "' names one end; a connection has two", CONNECTION_FORM);
    }
    Endpoint local = parseEndpoint(text.substring(0, hyphen));
    Endpoint remote = parseEndpoint(text.substring(hyphen + 1));
    if (local.isIpv4() != remote.isIpv4()) {
      throw invalid(local + " and " + remote + " are not of one family", CONNECTION_FORM);
    }
    return new Connection(local, remote);
  }

  /// Reads what [Endpoint#toString()] prints: an address and a port, IPv6 addresses in brackets.
  ///
  /// @throws EstatsException INVALID, saying what is wrong
  public static Endpoint parseEndpoint(String text) {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[");
    if (colon < 0 || bracketed && colon < text.indexOf(']')) {
      throw invalid("'" + text + "' has no port", ENDPOINT_FORM);
    }
    String address = text.substring(0, colon);
    if (bracketed) {
      if (!address.endsWith("]")) {
        throw invalid("'" + text + "' lacks the closing bracket before the port", ENDPOINT_FORM);
      }
      address = address.substring(1, address.length() - 1);
    } else if (address.indexOf(':') >= 0) {
      throw invalid("'" + text + "': an IPv6 address with a port needs brackets", ENDPOINT_FORM);
    }
    InetAddress parsed = parseAddress(address);
    if (bracketed && address.indexOf(':') < 0) {
      throw invalid("'" + text + "': only IPv6 addresses stand in brackets", ENDPOINT_FORM);
    }
    return new Endpoint(parsed, parsePort(text.substring(colon + 1)));
  }

  /// Reads a numeric address without brackets: IPv4 as four decimal numbers, IPv6 with or without a
  /// numeric scope (`fe80::1%2`). An IPv4-mapped address is the IPv4 address it stands for.
  ///
  /// @throws EstatsException INVALID, saying what is wrong
  public static InetAddress parseAddress(String text) {
    int percent = text.indexOf('%');
    String literal = percent < 0 ? text : text.substring(0, percent);
    try {
      if (IPV4.matcher(literal).matches()) {
        return unscoped(Inet4Address.ofLiteral(literal), text, percent);
      }
      if (isIpv6(literal)) {
        InetAddress parsed = Inet6Address.ofLiteral(literal);
        return percent >= 0 && parsed instanceof Inet6Address six
            ? scoped(six, text.substring(percent + 1))
            : unscoped(parsed, text, percent);
      }
    } catch (IllegalArgumentException e) {
      // Falls through: the JDK's message says no more than that it is no address.
    }
    throw invalid("'" + text + "' is not an IP address", ADDRESS_FORM);
  }

  /// The text of an address as it is printed everywhere, IPv6 shortened as RFC 5952 asks.
  public static String of(InetAddress address) {
    return address instanceof Inet6Address six ? Ipv6Text.of(six) : address.getHostAddress();
  }

  /// Reads a port.
  ///
  /// @throws EstatsException INVALID if it is not a number from 0 to 65535
  public static int parsePort(String text) {
    if (DIGITS.matcher(text).matches()) {
      long port = Long.parseLong(text);
      if (port <= 0xFFFF) {
        return (int) port;
      }
    }
    throw invalid("'" + text + "' is not a port", "a port is a number from 0 to 65535");
  }

  /// Where the first end stops. A host name has hyphens too, and is to be named whole in the error.
  private static int hyphenAfterPort(String text) {
    Matcher firstEnd = FIRST_END.matcher(text);
    return firstEnd.find() ? firstEnd.end() - 1 : text.indexOf('-');
  }

  /// Whether it has the letters of an IPv6 address, and what it holds of IPv4 is strictly written.
  private static boolean isIpv6(String literal) {
    String last = literal.substring(literal.lastIndexOf(':') + 1);
    return IPV6_CHARACTERS.matcher(literal).matches()
        && (last.indexOf('.') < 0 || IPV4.matcher(last).matches());
  }

  private static InetAddress unscoped(InetAddress address, String text, int percent) {
    if (percent >= 0) {
      throw invalid("'" + text + "': an IPv4 address has no scope", ADDRESS_FORM);
    }
    return address;
  }

  private static InetAddress scoped(Inet6Address address, String scope) {
    if (DIGITS.matcher(scope).matches() && Long.parseLong(scope) <= Integer.MAX_VALUE) {
      try {
        return Inet6Address.getByAddress(null, address.getAddress(), Integer.parseInt(scope));
      } catch (UnknownHostException e) {
        throw new IllegalStateException("sixteen bytes are an IPv6 address", e);
      }
    }
    throw invalid(
        "'" + scope + "' is not a scope",
        "a scope is the number of an interface, as 'ip link' shows it");
  }

  private static EstatsException invalid(String message, String accepted) {
    return new EstatsException(EstatsException.Kind.INVALID, message, accepted);
  }
}
