package org.estats.lab.ground;

import java.util.Locale;
import java.util.Optional;

/// What a scenario file may set. Times are in seconds, rates in bit/s, sizes in bytes, shares from
/// 0 to 1; what stands here holds where a file says nothing.
enum Setting {
  /// The round-trip time of the empty path.
  RTT("40ms"),
  /// The rate of the bottleneck towards the server.
  RATE("100Mbit"),
  /// What fits into its queue.
  QUEUE("1bdp"),
  /// How likely a packet is lost.
  LOSS("0"),
  /// How likely a burst of losses begins with a packet.
  BURSTS("0"),
  /// How many packets a burst takes, on average.
  BURST_PACKETS("10"),
  /// How often, on average, everything is lost for a moment.
  BLINK_EVERY("1s"),
  /// For how long it then is; 0 for never.
  BLINK_FOR("0s"),
  /// How likely a packet takes a longer way and is overtaken by others.
  DETOUR("0"),
  /// How much longer that way is.
  DETOUR_BY("0s"),
  /// Up to how much later a packet may come than it should, overtaken by others.
  REORDER("0ms"),
  /// The rate above which a policer drops; 0 for none.
  POLICER("0Mbit"),
  /// How much a policer lets through at once.
  POLICER_BURST("30kB"),
  /// How likely a packet is marked with Congestion Experienced.
  MARKED("0"),
  /// What fits through the path from [#NARROW_AT] on, in silence; 0 for no limit.
  NARROW("0B"),
  /// When the path becomes narrow.
  NARROW_AT("1s"),
  /// When the path goes dark.
  DARK_AT("0s"),
  /// For how long it is dark; 0 for never.
  DARK_FOR("0s"),
  /// How often the path stands still, holding everything.
  HOLD_EVERY("0s"),
  /// For how long it then holds; 0 for never.
  HOLD_FOR("0s"),
  /// The version of IP: `four` or `six`.
  FAMILY("four|six"),
  /// How many other bulk connections share the bottleneck.
  OTHERS("0"),
  /// The congestion control of the sender.
  CONGESTION("cubic|reno|bbr"),
  /// `net.ipv4.tcp_ecn` of both hosts.
  ECN("2"),
  /// `net.ipv4.tcp_window_scaling` of the receiver.
  WINDOW_SCALING("1"),
  /// SO_RCVBUF of the receiver, of which the kernel makes twice as much; 0 for its own choice.
  RECEIVE_BUFFER("0B"),
  /// SO_SNDBUF of the sender, of which the kernel makes twice as much; 0 for its own choice.
  SEND_BUFFER("0B"),
  /// `net.ipv4.tcp_mtu_probing` of the sender.
  MTU_PROBING("0"),
  /// The rate of a shaper in the sending host that drops what exceeds it; 0 for none.
  SHAPER("0Mbit"),
  /// What fits into the shaper's queue.
  SHAPER_QUEUE("15kB"),
  /// How many packets the sending host's interface takes at a time; 0 for more than are ever sent.
  DEVICE_QUEUE("0"),
  /// What the connection carries: `bulk`, `requests` or `nothing`.
  TRAFFIC("bulk"),
  /// How many such connections there are.
  CONNECTIONS("1"),
  /// For how long it is watched.
  FOR("4s"),
  /// How long after its beginning it is watched.
  FROM("0s"),
  /// How often readings are taken.
  READ_EVERY("1s"),
  /// How many windows one after the other are judged apart.
  WINDOWS("1"),
  /// How much a bulk transfer sends; 0 for as long as it is watched.
  BYTES("0B"),
  /// How much a bulk sender writes at a time.
  WRITE("64kB"),
  /// How often it writes; 0 for as often as it can.
  WRITE_EVERY("0s"),
  /// How fast the receiver reads; 0 for as fast as it can.
  READ_RATE("0Mbit"),
  /// How often the receiver stops reading.
  STOP_EVERY("0s"),
  /// For how long it then stops; 0 for never.
  STOP_FOR("0s"),
  /// The size of a request.
  REQUEST("500B"),
  /// In how many writes a request is made.
  PARTS("1"),
  /// The size of a reply.
  REPLY("500B"),
  /// How long the client waits after a reply.
  THINK("0s"),
  /// Whether TCP_NODELAY is set: `on` or `off`.
  NODELAY("on"),
  /// What tells whether the impairment hurts: the connection's `own` progress, or that of a `probe`
  /// beside it, small requests over the same bottleneck.
  MEASURE("own");

  private final Range standard;

  Setting(String standard) {
    this.standard = Range.of(standard);
  }

  /// What holds where a file says nothing.
  Range standard() {
    return standard;
  }

  /// Its name in a file.
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Setting> named(String text) {
    for (Setting setting : values()) {
      if (setting.text().equals(text)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }
}
