package org.estats.server.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.estats.ConnectionText;
import org.estats.EstatsException;

/// Who may ask. A request must name this host: a page of another site may have its own name point
/// here. What comes from another page is refused, and tokens are compared in constant time.
public final class Guard {

  private static final String BEARER = "Bearer ";
  private static final String COOKIE = "estats_token=";

  private final Optional<byte[]> readDigest;
  private final Optional<byte[]> adminDigest;
  private final Set<String> hosts = new HashSet<>();

  /// What somebody may do.
  ///
  /// @param read whether they may read
  /// @param set whether they may switch
  public record Rights(boolean read, boolean set) {}

  /// @param readToken what must be shown to read; empty if nothing
  /// @param adminToken what must be shown to switch; empty if nobody may
  /// @param listen where requests come in
  /// @param names further names of this host
  public Guard(
      Optional<String> readToken,
      Optional<String> adminToken,
      InetSocketAddress listen,
      List<String> names) {
    readDigest = readToken.map(Guard::digest);
    adminDigest = adminToken.map(Guard::digest);
    hosts.addAll(List.of("localhost", "127.0.0.1", "[::1]"));
    String address = ConnectionText.of(listen.getAddress());
    hosts.add(address.indexOf(':') < 0 ? address : "[" + address + "]");
    names.forEach(n -> hosts.add(n.toLowerCase(Locale.ROOT)));
  }

  /// What the one who asks may do.
  ///
  /// @throws Refusal if the request does not name this host, comes from another page, or shows a
  ///   token that is none
  Rights check(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    String host = only(headers, "Host").orElse("");
    if (!hosts.contains(nameIn(host))) {
      throw new Refusal(
          403,
          "ACCESS_DENIED",
          "this host is not called '" + shortened(host) + "'",
          "the configuration can name it: host = NAME");
    }
    URI uri = exchange.getRequestURI();
    if (uri.isAbsolute() && !hosts.contains(nameIn(String.valueOf(uri.getRawAuthority())))) {
      throw new Refusal(403, "ACCESS_DENIED", "an address of another host", "");
    }
    Optional<String> origin = only(headers, "Origin");
    if (origin.isPresent() && !isOwn(origin.get(), host)) {
      throw new Refusal(
          403, "ACCESS_DENIED", "a request of another page: " + shortened(origin.get()), "");
    }
    Optional<String> shown = token(exchange.getRequestMethod(), headers);
    boolean isAdmin = shown.isPresent() && isSame(adminDigest, shown.get());
    boolean isReader = shown.isPresent() && isSame(readDigest, shown.get());
    if (shown.isPresent() && !isAdmin && !isReader) {
      throw new Refusal(401, "UNAUTHENTICATED", "that is not a token of this daemon", "");
    }
    return new Rights(readDigest.isEmpty() || isReader || isAdmin, isAdmin);
  }

  private static Optional<String> only(Headers headers, String name) {
    List<String> all = headers.getOrDefault(name, List.of());
    if (all.size() > 1) {
      throw Refusal.invalid(name + " is given twice", "");
    }
    return all.stream().findFirst();
  }

  private static String nameIn(String host) {
    int colon = host.lastIndexOf(':');
    boolean hasPort =
        colon > host.lastIndexOf(']') && host.indexOf(':') == colon
            || host.startsWith("[") && colon > host.indexOf(']');
    String name = (hasPort ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    return name.startsWith("[") && name.endsWith("]") ? bracketed(name) : name;
  }

  /// An IPv6 address has many spellings.
  private static String bracketed(String name) {
    try {
      String spelt = name.substring(1, name.length() - 1);
      return "[" + ConnectionText.of(ConnectionText.parseAddress(spelt)) + "]";
    } catch (EstatsException e) {
      return name;
    }
  }

  private static boolean isOwn(String origin, String host) {
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }

  /// What is shown as a token. A cookie serves for reading alone: a browser sends it unasked.
  private static Optional<String> token(String method, Headers headers) {
    Optional<String> header = only(headers, "Authorization");
    if (header.isPresent()) {
      return Optional.of(
          header.get().startsWith(BEARER) ? header.get().substring(BEARER.length()).strip() : "");
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Optional.empty();
    }
    return only(headers, "Cookie").stream()
        .flatMap(c -> List.of(c.split(";")).stream())
        .map(String::strip)
        .filter(c -> c.startsWith(COOKIE))
        .map(c -> c.substring(COOKIE.length()))
        .findFirst();
  }

  private static boolean isSame(Optional<byte[]> expected, String shown) {
    return MessageDigest.isEqual(expected.orElse(new byte[0]), digest(shown));
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String shortened(String text) {
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }
}
