package org.estats.catalogue;

import static org.estats.catalogue.Kind.GAUGE;
import static org.estats.catalogue.Kind.MAXIMUM;
import static org.estats.catalogue.Kind.MINIMUM;
import static org.estats.catalogue.Kind.STATIC;
import static org.estats.catalogue.Shape.shape;
import static org.estats.catalogue.Unit.BYTES;
import static org.estats.catalogue.Unit.SHIFT_COUNT;
import static org.estats.catalogue.Width.UCHAR;
import static org.estats.catalogue.Width.ULONG;

/// The receiver on the other host, as seen from here: `TCP_ESTATS_OBS_REC_ROD_v0`.
public enum ObsRecMember implements Member {
  CUR_RWIN_RCVD(
      shape(GAUGE, BYTES, ULONG, "tcpEStatsPerfCurRwinRcvd", "1.1.3.1.26"),
      "Receive window the peer advertised last."),
  MAX_RWIN_RCVD(
      shape(MAXIMUM, BYTES, ULONG, "tcpEStatsPerfMaxRwinRcvd", "1.1.3.1.27"),
      "Largest window the peer has advertised since the group was switched on."),
  MIN_RWIN_RCVD(
      shape(MINIMUM, BYTES, ULONG),
      "Smallest window the peer has advertised since the group was switched on; 0 if it "
          + "closed the window at least once."),
  WIN_SCALE_RCVD(
      shape(STATIC, SHIFT_COUNT, UCHAR, "tcpEStatsStackWinScaleRcvd", "1.1.5.1.5"),
      "Window-scale shift the peer offered; 255 (-1 in a byte) if window scaling is not in "
          + "force.");

  private final Shape shape;
  private final String definition;

  ObsRecMember(Shape shape, String definition) {
    this.shape = shape;
    this.definition = definition;
  }

  @Override
  public Group group() {
    return Group.OBS_REC;
  }

  @Override
  public int index() {
    return Catalogue.firstIndex(Group.OBS_REC) + ordinal();
  }

  @Override
  public Shape columns() {
    return shape;
  }

  @Override
  public String definition() {
    return definition;
  }
}
