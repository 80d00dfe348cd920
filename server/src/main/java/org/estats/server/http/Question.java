package org.estats.server.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A request that has passed the guard.
public final class Question {

  /// No request needs more.
  private static final int BODY_BYTES_MAX = 64 << 10;

  private static final int QUERY_CHARACTERS_MAX = 16 << 10;

  private final HttpExchange exchange;
  private final Guard.Rights rights;
  private final String path;
  private final Map<String, String> parameters;

  Question(HttpExchange exchange, Guard.Rights rights) {
    this.exchange = exchange;
    this.rights = rights;
    this.path = exchange.getRequestURI().getPath();
    this.parameters = parameters(exchange.getRequestURI().getRawQuery());
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> found = new HashMap<>();
    if (query == null || query.isEmpty()) {
      return found;
    }
    if (query.length() > QUERY_CHARACTERS_MAX) {
      throw Refusal.tooLarge("the query is longer than " + QUERY_CHARACTERS_MAX + " characters");
    }
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (found.put(decoded(name), decoded(value)) != null) {
        throw Refusal.invalid("'" + decoded(name) + "' is given twice", "");
      }
    }
    return found;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("'" + text + "' is not encoded as a URL is", "");
    }
  }

  /// The path, decoded.
  public String path() {
    return path;
  }

  /// The method.
  public String method() {
    return exchange.getRequestMethod();
  }

  /// What the one who asks may do.
  public Guard.Rights rights() {
    return rights;
  }

  /// A header.
  public Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /// Says which parameters there may be.
  ///
  /// @throws Refusal if there is another
  public void allow(Set<String> names) {
    for (String name : parameters.keySet()) {
      if (!names.contains(name)) {
        throw Refusal.invalid(
            "there is no parameter '" + name + "'",
            "the parameters are " + String.join(", ", names.stream().sorted().toList()));
      }
    }
  }

  /// A parameter; empty if it was not given.
  public Optional<String> text(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(v -> !v.isEmpty());
  }

  /// A whole number.
  public int number(String name, int least, int most, int otherwise) {
    return text(name).map(v -> whole(name, v, least, most)).orElse(otherwise);
  }

  private static int whole(String name, String value, int least, int most) {
    if (value.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw Refusal.invalid(
        name + "='" + value + "' is not a whole number from " + least + " to " + most, "");
  }

  /// True or false.
  public boolean flag(String name) {
    return text(name)
        .map(v ->
            switch (v.toLowerCase(Locale.ROOT)) {
              case "true", "1" -> true;
              case "false", "0" -> false;
              default -> throw Refusal.invalid(name + "='" + v + "' is not true or false", "");
            })
        .orElse(false);
  }

  /// A moment, given in seconds since 1970, or as `-N` for so many seconds ago.
  ///
  /// @return milliseconds since 1970
  public long moment(String name, long nowMillis, long otherwise) {
    return text(name)
        .map(v -> {
          if (!v.matches("-?[0-9]{1,12}(\\.[0-9]{1,9})?")) {
            throw Refusal.invalid(
                name + "='" + v + "' is not a time", "seconds since 1970, or -60 for a minute ago");
          }
          double seconds = Double.parseDouble(v);
          return Math.round(seconds * 1000) + (seconds < 0 ? nowMillis : 0);
        })
        .orElse(otherwise);
  }

  /// The body, which must be JSON.
  ///
  /// @throws Refusal if it is too large, or of another type
  public byte[] body() throws IOException {
    String type = header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.equals("application/json") && !type.startsWith("application/json;")) {
      throw Refusal.invalid("the body is to be application/json", "set Content-Type");
    }
    String length = header("Content-Length").orElse("0");
    if (!length.matches("[0-9]{1,9}") || Long.parseLong(length) > BODY_BYTES_MAX) {
      throw tooLarge();
    }
    InputStream in = exchange.getRequestBody(); // what is left of it, a refusal takes
    byte[] body = in.readNBytes(BODY_BYTES_MAX + 1);
    if (body.length > BODY_BYTES_MAX) {
      throw tooLarge();
    }
    return body;
  }

  private static Refusal tooLarge() {
    return Refusal.tooLarge("the body is larger than " + BODY_BYTES_MAX + " bytes");
  }

  HttpExchange exchange() {
    return exchange;
  }
}
