package org.estats.lab;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// How a host is set up.
///
/// @param mtuBytes the longest packet that it sends; IPv6 needs 1,280
/// @param congestionControl the congestion control of its connections, such as `cubic`
/// @param sack whether it offers selective acknowledgements
/// @param timestamps whether it offers timestamps
/// @param ecn `net.ipv4.tcp_ecn`: 0 never, 1 ask for it, 2 only if the other asks
/// @param sysctls further settings by name, such as `net.ipv4.tcp_rmem`, written last
public record HostOptions(
    int mtuBytes,
    String congestionControl,
    boolean sack,
    boolean timestamps,
    int ecn,
    Map<String, String> sysctls) {

  private static final int MTU_MIN = 68;
  private static final int MTU_MAX = 65_521;
  private static final int MTU_DEFAULT = 1_500;
  private static final int ECN_ON_REQUEST = 2;

  /// Checks that the options make sense.
  public HostOptions {
    Objects.requireNonNull(congestionControl, "congestionControl");
    if (mtuBytes < MTU_MIN || mtuBytes > MTU_MAX) {
      throw new IllegalArgumentException(
          "an MTU of " + mtuBytes + " is not within " + MTU_MIN + " to " + MTU_MAX);
    }
    sysctls = Map.copyOf(sysctls);
  }

  /// The settings of an ordinary Linux host, whatever those of this machine are: MTU 1,500, CUBIC,
  /// SACK, timestamps, ECN only if asked for.
  public static HostOptions standard() {
    return new HostOptions(MTU_DEFAULT, "cubic", true, true, ECN_ON_REQUEST, Map.of());
  }

  /// The same with another MTU.
  public HostOptions withMtu(int bytes) {
    return new HostOptions(bytes, congestionControl, sack, timestamps, ecn, sysctls);
  }

  /// The same with another congestion control.
  public HostOptions withCongestionControl(String name) {
    return new HostOptions(mtuBytes, name, sack, timestamps, ecn, sysctls);
  }

  /// The same with selective acknowledgements or without.
  public HostOptions withSack(boolean on) {
    return new HostOptions(mtuBytes, congestionControl, on, timestamps, ecn, sysctls);
  }

  /// The same with timestamps or without.
  public HostOptions withTimestamps(boolean on) {
    return new HostOptions(mtuBytes, congestionControl, sack, on, ecn, sysctls);
  }

  /// The same with ECN in another mode, see [#ecn()].
  public HostOptions withEcn(int mode) {
    return new HostOptions(mtuBytes, congestionControl, sack, timestamps, mode, sysctls);
  }

  /// The same with one more setting.
  public HostOptions withSysctl(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(sysctls);
    more.put(name, value);
    return new HostOptions(mtuBytes, congestionControl, sack, timestamps, ecn, more);
  }
}
