package org.estats.catalogue;

import java.util.Locale;
import java.util.Optional;

/// One collection switch of a connection.
///
/// [#bit()] is the bit by which a switch is known in masks, in the kernel's half as well.
public enum Switch {
  DATA("Data"),
  SND_CONG("SndCong"),
  PATH("Path"),
  SEND_BUFF("SendBuff"),
  REC("Rec"),
  OBS_REC("ObsRec"),
  BANDWIDTH_OUT("Bandwidth.out"),
  BANDWIDTH_IN("Bandwidth.in"),
  FINE_RTT("FineRtt");

  private final String switchName;

  Switch(String switchName) {
    this.switchName = switchName;
  }

  /// The name on the command line and in JSON: the group's, or `Bandwidth.out`, `Bandwidth.in`.
  public String switchName() {
    return switchName;
  }

  /// This switch's bit in a mask.
  public int bit() {
    return 1 << ordinal();
  }

  /// The switch with this name, in any case; empty if there is none.
  public static Optional<Switch> named(String name) {
    for (Switch s : values()) {
      if (s.switchName.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(s);
      }
    }
    return Optional.empty();
  }
}
