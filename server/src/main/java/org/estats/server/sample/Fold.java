package org.estats.server.sample;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.estats.ConnectionText;
import org.estats.Owner;
import org.estats.Value;
import org.estats.catalogue.SynOptsMember;

/// By what connections are put into groups.
public enum Fold {
  /// The process that holds the connection.
  PROCESS,
  /// The network of the other end.
  REMOTE,
  /// The port of the service: that of whoever was called.
  PORT,
  /// The network namespace.
  NETNS,
  /// The user who owns the socket.
  UID,
  /// The nature of the verdict.
  NATURE;

  private static final int DYNAMIC_PORTS = 32768;

  /// How much of an address a network has.
  ///
  /// @param bits4 of an IPv4 address
  /// @param bits6 of an IPv6 address
  public record Bits(int bits4, int bits6) {}

  /// The way of this name; empty if there is none.
  public static Optional<Fold> named(String name) {
    return Arrays.stream(values()).filter(f -> f.text().equals(name)).findFirst();
  }

  /// The name in requests.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The group of a connection; empty if what it goes by is not known.
  public String key(Line line, Bits bits) {
    return switch (this) {
      case PROCESS -> line.owner().map(Owner::name).orElse("");
      case REMOTE -> network(line.identity().connection().remote().address(), bits);
      case PORT -> Integer.toString(servicePort(line));
      case NETNS -> Long.toUnsignedString(line.identity().connection().netns());
      case UID -> Integer.toUnsignedString(line.uid());
      case NATURE -> line.diagnosis().map(d -> d.nature().text()).orElse("");
    };
  }

  /// The filter that selects a group; empty if there is no such term.
  public String filter(String key) {
    return switch (this) {
      case PROCESS -> key.isEmpty() || key.matches(".*\\s.*") ? "" : "process=" + key;
      case REMOTE -> "remote=" + key;
      case PORT -> "port=" + key;
      case NETNS -> "netns=" + key;
      case UID -> "uid=" + key;
      case NATURE -> "";
    };
  }

  /// Who opened the connection tells; where that is not known, the port that is not out of the
  /// range from which the kernel gives ports.
  private static int servicePort(Line line) {
    int local = line.identity().connection().local().port();
    int remote = line.identity().connection().remote().port();
    Optional<Boolean> isCaller =
        line.snapshot()
            .filter(s -> s.value(SynOptsMember.ACTIVE_OPEN) instanceof Value.Present)
            .map(s -> s.value(SynOptsMember.ACTIVE_OPEN).get() != 0);
    return isCaller.orElse(local >= DYNAMIC_PORTS && remote < DYNAMIC_PORTS) ? remote : local;
  }

  /// The network of an address, such as `192.0.2.0/24`.
  public static String network(InetAddress address, Bits bits) {
    byte[] bytes = address.getAddress();
    int kept = bytes.length == Integer.BYTES ? bits.bits4() : bits.bits6();
    for (int i = 0; i < bytes.length; i++) {
      int left = Math.clamp(kept - (long) i * Byte.SIZE, 0, Byte.SIZE);
      bytes[i] &= (byte) (0xFF00 >> left);
    }
    try {
      return ConnectionText.of(InetAddress.getByAddress(bytes)) + "/" + kept;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("as many bytes as before are an address", e);
    }
  }
}
