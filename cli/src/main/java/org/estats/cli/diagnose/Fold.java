package org.estats.cli.diagnose;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.estats.EstatsException;

/// Cases that have something in common.
///
/// @param key what they have in common
/// @param cases the cases, the worst first
public record Fold(String key, List<Case> cases) {

  /// By what cases are folded.
  public enum By {
    /// The network of the other end: the first 24 bits of an IPv4 address, 64 of an IPv6 one.
    REMOTE,
    /// The port of the service.
    PORT,
    /// The process that holds the connection.
    PROCESS,
    /// The network namespace.
    NETNS;

    private static final int IPV4_PREFIX_BYTES = 3;
    private static final int IPV6_PREFIX_BYTES = 8;

    /// The way of this name.
    ///
    /// @throws EstatsException INVALID
    public static By named(String name) {
      return Arrays.stream(values())
          .filter(by -> by.text().equals(name) || by == NETNS && name.equals("namespace"))
          .findFirst()
          .orElseThrow(() ->
              new EstatsException(
                  EstatsException.Kind.INVALID,
                  "'" + name + "' is nothing to fold by",
                  "one of: remote, port, process, netns"));
    }

    /// The name on the command line and in JSON.
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    private String key(Case c) {
      return switch (this) {
        case REMOTE -> prefix(c.last().connection().remote().address());
        case PORT -> Integer.toString(c.servicePort());
        case PROCESS -> c.owner().map(o -> o.name()).orElse("(not known)");
        case NETNS -> Long.toString(c.last().connection().netns());
      };
    }

    private static String prefix(InetAddress address) {
      byte[] bytes = address.getAddress();
      int kept = bytes.length == Integer.BYTES ? IPV4_PREFIX_BYTES : IPV6_PREFIX_BYTES;
      Arrays.fill(bytes, kept, bytes.length, (byte) 0);
      try {
        return InetAddress.getByAddress(bytes).getHostAddress() + "/" + kept * Byte.SIZE;
      } catch (java.net.UnknownHostException e) {
        throw new IllegalStateException("as many bytes as before are an address", e);
      }
    }
  }

  /// Folds cases, those with the worst case first.
  ///
  /// @param cases the worst first
  public static List<Fold> of(List<Case> cases, By by) {
    Map<String, List<Case>> folded = new LinkedHashMap<>();
    cases.forEach(c -> folded.computeIfAbsent(by.key(c), k -> new ArrayList<>()).add(c));
    return folded.entrySet().stream()
        .map(e -> new Fold(e.getKey(), e.getValue()))
        .sorted(Comparator.comparing(f -> f.worst(), Case.WORST_FIRST))
        .toList();
  }

  /// The worst.
  public Case worst() {
    return cases.getFirst();
  }

  /// How many there are of each nature, the worst first.
  public Map<String, Integer> natures() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    cases.forEach(c -> counts.merge(c.diagnosis().nature().text(), 1, Integer::sum));
    return counts;
  }

  /// The way to fold that a name stands for, if there is a name.
  public static Optional<By> by(String name) {
    return Optional.ofNullable(name).map(By::named);
  }
}
