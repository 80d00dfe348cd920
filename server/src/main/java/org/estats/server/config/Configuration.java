package org.estats.server.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the daemon is told.
///
/// @param listen where it listens
/// @param tls certificate and key; empty for plain HTTP
/// @param readToken what must be shown to read; empty if whoever reaches the address may
/// @param adminToken what must be shown to switch; empty if nobody may
/// @param hosts further names under which it is reached
/// @param everyMillis time between samples
/// @param isAllNamespaces whether connections of all network namespaces are watched
/// @param watch what is switched on
/// @param seriesBytesMax memory for the series of all connections
/// @param history the history; empty for none
/// @param metrics what of connections becomes metrics
/// @param user who the daemon becomes; empty to stay who it is
public record Configuration(
    InetSocketAddress listen,
    Optional<Tls> tls,
    Optional<String> readToken,
    Optional<String> adminToken,
    List<String> hosts,
    long everyMillis,
    boolean isAllNamespaces,
    List<WatchLine> watch,
    long seriesBytesMax,
    Optional<History> history,
    Metrics metrics,
    Optional<String> user) {

  /// Where the daemon listens unless it is told otherwise.
  public static final int PORT = 8377;

  /// Copies the lists.
  public Configuration {
    hosts = List.copyOf(hosts);
    watch = List.copyOf(watch);
  }

  /// The names of the settings in which another one differs, besides `watch`.
  public List<String> differences(Configuration other) {
    Map<String, Boolean> same = new LinkedHashMap<>();
    same.put("listen", listen.equals(other.listen));
    same.put("tls-certificate, tls-key", tls.equals(other.tls));
    same.put("read-token-file", readToken.equals(other.readToken));
    same.put("admin-token-file", adminToken.equals(other.adminToken));
    same.put("host", hosts.equals(other.hosts));
    same.put("every", everyMillis == other.everyMillis);
    same.put("netns", isAllNamespaces == other.isAllNamespaces);
    same.put("series-bytes", seriesBytesMax == other.seriesBytesMax);
    same.put("history", history.equals(other.history));
    same.put("metrics", metrics.equals(other.metrics));
    same.put("user", user.equals(other.user));
    return same.entrySet().stream().filter(e -> !e.getValue()).map(Map.Entry::getKey).toList();
  }

  /// Certificate and key, as PEM files.
  ///
  /// @param certificate the certificate, with what certifies it after it
  /// @param key its private key, PKCS #8
  public record Tls(Path certificate, Path key) {}

  /// The history.
  ///
  /// @param file the DuckDB file
  /// @param every time between samples of connections that are there
  /// @param age what is older goes
  /// @param bytesMax what is more goes, the oldest first
  public record History(Path file, Duration every, Duration age, long bytesMax) {}

  /// What of connections becomes metrics.
  ///
  /// @param groupsMax label values at most of each kind; what is beyond is in `other`
  /// @param top outliers shown
  /// @param remoteBits4 how much of an IPv4 address is a label
  /// @param remoteBits6 how much of an IPv6 address is a label
  public record Metrics(int groupsMax, int top, int remoteBits4, int remoteBits6) {}
}
