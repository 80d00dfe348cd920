package org.estats.catalogue;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A group of extended statistics: the unit that is switched on and read together.
///
/// The order is that of Windows' `TCP_ESTATS_TYPE`, so [#ordinal()] is the number Windows uses.
public enum Group {
  /// What both sides agreed on in the handshake. Needs no switch.
  SYN_OPTS("SynOpts"),
  /// Bytes and segments in both directions.
  DATA("Data", Switch.DATA),
  /// What limits the sender: receiver window, congestion window, or itself.
  SND_CONG("SndCong", Switch.SND_CONG),
  /// The network path: loss, reordering, round-trip time, retransmission timeouts.
  PATH("Path", Switch.PATH),
  /// Queues of the sending side.
  SEND_BUFF("SendBuff", Switch.SEND_BUFF),
  /// The local receiver: windows advertised, queues, duplicate ACKs sent.
  REC("Rec", Switch.REC),
  /// The remote receiver as seen from here: windows it advertised.
  OBS_REC("ObsRec", Switch.OBS_REC),
  /// Estimates of the bandwidth, each direction with a switch of its own.
  BANDWIDTH("Bandwidth", Switch.BANDWIDTH_OUT, Switch.BANDWIDTH_IN),
  /// Round-trip times in microseconds.
  FINE_RTT("FineRtt", Switch.FINE_RTT);

  private final String estatsName;
  private final Set<Switch> switches;

  Group(String estatsName, Switch... switches) {
    this.estatsName = estatsName;
    EnumSet<Switch> set = EnumSet.noneOf(Switch.class);
    set.addAll(Set.of(switches));
    this.switches = Collections.unmodifiableSet(set);
  }

  /// The name in JSON, SQL, metrics and documents: `Path`.
  public String estatsName() {
    return estatsName;
  }

  /// The switches that collect this group: none for SynOpts, two for Bandwidth, else one.
  public Set<Switch> switches() {
    return switches;
  }

  /// The group with this EStats name, in any case; empty if there is none.
  public static Optional<Group> named(String name) {
    for (Group group : values()) {
      if (group.estatsName.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(group);
      }
    }
    return Optional.empty();
  }
}
