package org.estats.server.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.estats.ConnectionText;
import org.estats.EstatsException;
import org.estats.filter.Filter;

/// The settings while they are being read, one after the other.
final class Settings {

  static final String ACCEPTED =
      "the settings are listen, tls-certificate, tls-key, read-token-file, admin-token-file, host,"
          + " every, netns, watch, series-bytes, history, history-every, history-age,"
          + " history-bytes, metrics-groups, metrics-top, metrics-remote-bits, user";

  private static final int TOKEN_CHARACTERS_MIN = 16;
  private static final long MEBIBYTE = 1 << 20;

  private InetSocketAddress listen =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Configuration.PORT);
  private Optional<Path> certificate = Optional.empty();
  private Optional<Path> key = Optional.empty();
  private Optional<String> readToken = Optional.empty();
  private Optional<String> adminToken = Optional.empty();
  private final List<String> hosts = new ArrayList<>();
  private Duration every = Duration.ofSeconds(1);
  private boolean isAllNamespaces;
  private final List<WatchLine> watch = new ArrayList<>();
  private boolean isWatchGiven;
  private long seriesBytesMax = 160 * MEBIBYTE;
  private Optional<Path> history = Optional.empty();
  private Duration historyEvery = Duration.ofMinutes(1);
  private Duration historyAge = Duration.ofDays(7);
  private long historyBytesMax = 4096 * MEBIBYTE;
  private int metricsGroups = 50;
  private int metricsTop = 10;
  private int bits4 = 24;
  private int bits6 = 64;
  private Optional<String> user = Optional.empty();

  /// Whether a setting may stand there more than once.
  static boolean mayRepeat(String name) {
    return name.equals("host") || name.equals("watch");
  }

  /// Takes a setting.
  ///
  /// @param directory from where file names are told
  /// @throws EstatsException INVALID
  void take(String name, String value, int line, Path directory) {
    if (value.isEmpty()) {
      throw Amount.invalid(name + " lacks its value", "");
    }
    switch (name) {
      case "listen" -> listen = address(value);
      case "tls-certificate" -> certificate = Optional.of(directory.resolve(value));
      case "tls-key" -> key = Optional.of(directory.resolve(value));
      case "read-token-file" -> readToken = Optional.of(token(directory.resolve(value)));
      case "admin-token-file" -> adminToken = Optional.of(token(directory.resolve(value)));
      case "host" -> hosts.add(value);
      case "every" -> every = Amount.duration(value, Duration.ofMillis(200), Duration.ofMinutes(1));
      case "netns" -> isAllNamespaces = isAll(value);
      case "watch" -> takeWatch(value, line);
      case "series-bytes" -> seriesBytesMax = Amount.bytes(value, MEBIBYTE);
      case "history" ->
          history = value.equals("off") ? Optional.empty() : Optional.of(directory.resolve(value));
      case "history-every" ->
          historyEvery = Amount.duration(value, Duration.ofSeconds(1), Duration.ofDays(1));
      case "history-age" ->
          historyAge = Amount.duration(value, Duration.ofMinutes(1), Duration.ofDays(3660));
      case "history-bytes" -> historyBytesMax = Amount.bytes(value, 16 * MEBIBYTE);
      case "metrics-groups" -> metricsGroups = Amount.number(value, 0, 10_000);
      case "metrics-top" -> metricsTop = Amount.number(value, 0, 1_000);
      case "metrics-remote-bits" -> takeBits(value);
      case "user" -> user = Optional.of(value);
      default -> throw Amount.invalid("there is no setting '" + name + "'", "");
    }
  }

  private void takeBits(String value) {
    String[] both = value.split("/", 2);
    bits4 = Amount.number(both[0], 0, 32);
    bits6 = both.length > 1 ? Amount.number(both[1], 0, 128) : bits6;
  }

  private void takeWatch(String value, int line) {
    isWatchGiven = true;
    if (!value.equals("nothing")) {
      watch.add(WatchLineParser.parse(value, line));
    }
  }

  private static boolean isAll(String value) {
    if (!value.equals("own") && !value.equals("all")) {
      throw Amount.invalid("'" + value + "' is not a choice of namespaces", "own or all");
    }
    return value.equals("all");
  }

  private static InetSocketAddress address(String value) {
    if (value.matches("[0-9]{1,5}")) {
      return new InetSocketAddress(
          InetAddress.getLoopbackAddress(), Amount.number(value, 0, 65535));
    }
    int colon = value.lastIndexOf(':');
    if (colon <= 0) {
      throw Amount.invalid("'" + value + "' is not ADDRESS:PORT", "such as 127.0.0.1:8377");
    }
    String host = value.substring(0, colon);
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    InetAddress address =
        bare.equals("localhost")
            ? InetAddress.getLoopbackAddress()
            : ConnectionText.parseAddress(bare);
    return new InetSocketAddress(address, ConnectionText.parsePort(value.substring(colon + 1)));
  }

  private static String token(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (token.length() < TOKEN_CHARACTERS_MIN || !token.matches("[\\x21-\\x7e]+")) {
        throw Amount.invalid(
            file
                + " holds no token: it must be "
                + TOKEN_CHARACTERS_MIN
                + " characters or more, without spaces",
            "make one: openssl rand -hex 32 > " + file);
      }
      return token;
    } catch (IOException e) {
      throw Amount.invalid("cannot read " + file, "make one: openssl rand -hex 32 > " + file);
    }
  }

  /// @throws EstatsException INVALID if the settings do not go together
  Configuration finish() {
    if (certificate.isPresent() != key.isPresent()) {
      throw Amount.invalid("tls-certificate and tls-key go together", "");
    }
    boolean isOpen = !listen.getAddress().isLoopbackAddress();
    if (isOpen && certificate.isEmpty()) {
      throw Amount.invalid(
          "listening on "
              + ConnectionText.of(listen.getAddress())
              + " needs TLS: others could read",
          "set tls-certificate and tls-key, or listen on 127.0.0.1");
    }
    if (isOpen && readToken.isEmpty()) {
      throw Amount.invalid(
          "listening on " + ConnectionText.of(listen.getAddress()) + " needs a token",
          "set read-token-file, or listen on 127.0.0.1");
    }
    if (!isWatchGiven) {
      watch.add(new WatchLine(0, Filter.all(), Set.of(org.estats.catalogue.Switch.values()), 1));
    }
    return new Configuration(
        listen,
        certificate.map(c -> new Configuration.Tls(c, key.orElseThrow())),
        readToken,
        adminToken,
        hosts,
        every.toMillis(),
        isAllNamespaces,
        watch,
        seriesBytesMax,
        history.map(f -> new Configuration.History(f, historyEvery, historyAge, historyBytesMax)),
        new Configuration.Metrics(metricsGroups, metricsTop, bits4, bits6),
        user);
  }
}
